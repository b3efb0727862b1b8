//! The only place that asks what time it is.

use std::time::{Duration, SystemTime};

use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Returns the current time.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the time stamp for the entries of archives, in seconds since 1970.
///
/// Archives must be byte-identical on every machine and run, so it is a constant (1980-01-01, the
/// oldest that every archive tool can show) unless `SOURCE_DATE_EPOCH` says otherwise.
pub fn archive_mtime(source_date_epoch: Option<&str>) -> Result<u64, InvalidEpoch> {
    const YEAR_1980: u64 = 315_532_800;
    match source_date_epoch {
        None | Some("") => Ok(YEAR_1980),
        // The tar header has room for 33 bits in its octal field.
        Some(text) => match text.parse() {
            Ok(seconds) if seconds < 1 << 33 => Ok(seconds),
            _ => Err(InvalidEpoch {
                text: text.to_owned(),
            }),
        },
    }
}

/// Returns the time to stamp things with, and the zone to show it in: now and the local one, unless
/// `SOURCE_DATE_EPOCH` asks for results that are the same on every machine.
pub fn stamp(source_date_epoch: Option<&str>) -> Result<Zoned, InvalidEpoch> {
    match source_date_epoch {
        None | Some("") => Ok(now().to_zoned(TimeZone::system())),
        Some(text) => {
            let stamp = text
                .parse()
                .ok()
                .and_then(|it| Timestamp::from_second(it).ok());
            let stamp = stamp.ok_or_else(|| InvalidEpoch {
                text: text.to_owned(),
            })?;
            Ok(stamp.to_zoned(TimeZone::UTC))
        }
    }
}

/// `SOURCE_DATE_EPOCH` is not a number of seconds.
#[derive(Debug, thiserror::Error)]
#[error("invalid SOURCE_DATE_EPOCH `{text}`: not a number of seconds since 1970")]
pub struct InvalidEpoch {
    text: String,
}

/// Returns how long ago `time` was, or nothing when it lies in the future.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
pub fn age(time: SystemTime) -> Option<Duration> {
    SystemTime::now().duration_since(time).ok()
}
