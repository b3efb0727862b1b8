//! When and how often a request is repeated.

use std::{thread, time::Duration};

use backon::{BackoffBuilder as _, ExponentialBuilder};

use super::{Error, Result};

/// The longest that a server may make us wait before the next attempt.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Runs `attempt` until it succeeds, fails for good, or was repeated `retries` times.
///
/// The pauses grow from a fifth of a second; a server that says when to come back is believed.
pub(super) fn with_retries<T>(retries: usize, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    let mut pauses = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(200))
        .with_max_times(retries)
        .with_jitter()
        .build();
    loop {
        let error = match attempt() {
            Err(error) if error.is_transient() => error,
            result => return result,
        };
        let Some(pause) = pauses.next() else {
            return Err(error);
        };
        let pause = match &error {
            Error::Status {
                retry_after: Some(asked),
                ..
            } => pause.max(*asked).min(LONGEST_WAIT),
            _ => pause,
        };
        thread::sleep(pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Error {
        Error::Status {
            method: "GET".into(),
            url: "http://h/".into(),
            status: reqwest::StatusCode::from_u16(status).expect("a status"),
            message: None,
            retry_after: Some(Duration::ZERO),
        }
    }

    #[test]
    fn only_what_may_pass_is_repeated_and_not_for_ever() {
        for (status, attempts) in [(503, 3), (429, 3), (500, 3), (404, 1), (401, 1), (507, 1)] {
            let mut count = 0;
            let result: Result<()> = with_retries(2, || {
                count += 1;
                Err(answer(status))
            });
            assert_eq!(
                (result.expect_err("it never succeeds").status(), count),
                (Some(status), attempts)
            );
        }
    }

    #[test]
    fn a_success_ends_the_attempts() {
        let mut count = 0;
        let result = with_retries(5, || {
            count += 1;
            if count < 3 {
                Err(answer(502))
            } else {
                Ok(count)
            }
        });
        assert_eq!(result.expect("the third attempt succeeds"), 3);
    }
}
