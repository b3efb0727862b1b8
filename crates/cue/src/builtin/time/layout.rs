//! Times in layouts of Go, which show how a certain time is written.

use super::super::{Failure, arguments::fatal};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// A time as it is written, with the offset of its zone.
#[derive(Clone, Debug)]
pub(super) struct Time {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) nanosecond: i64,
    /// Seconds east of Greenwich.
    offset: i64,
    zone: Option<String>,
}

impl Time {
    /// Days since 1970 of the date, counted in eras of 400 years that begin in March.
    pub(super) fn days(&self) -> i64 {
        let year = if self.month <= 2 {
            self.year - 1
        } else {
            self.year
        };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    pub(super) fn from_seconds(seconds: i64, nanosecond: i64) -> Self {
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            nanosecond,
            offset: 0,
            zone: None,
        }
    }

    pub(super) fn in_utc(&self) -> Self {
        let seconds = self.hour * 3600 + self.minute * 60 + self.second - self.offset;
        Self::from_seconds(self.days() * 86_400 + seconds, self.nanosecond)
    }

    fn weekday(&self) -> &'static str {
        DAYS[usize::try_from((self.days() + 4).rem_euclid(7)).unwrap_or(0)]
    }

    fn month_name(&self) -> &'static str {
        MONTHS[usize::try_from(self.month - 1).unwrap_or(0).min(11)]
    }
}

/// The parts of a layout, longest first where one begins with another.
const PARTS: &[&str] = &[
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "2006",
    "-07:00:00",
    "-070000",
    "-07:00",
    "-0700",
    "-07",
    "Z07:00:00",
    "Z070000",
    "Z07:00",
    "Z0700",
    "Z07",
    "002",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "PM",
    "pm",
    "__2",
    "_2006",
    "_2",
    "1",
    "2",
    "3",
    "4",
    "5",
];

enum Part<'a> {
    Text(&'a str),
    Field(&'static str),
    /// A fraction of so many digits; trailing zeros and an absent one are fine if the flag is set.
    Fraction(char, usize, bool),
}

fn parts(layout: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < layout.len() {
        let rest = &layout[at..];
        let mut found = None;
        if let Some(digits) = rest.strip_prefix(['.', ',']) {
            let digit = digits.chars().next().filter(|c| matches!(c, '0' | '9'));
            if let Some(digit) = digit {
                let count = digits.len() - digits.trim_start_matches(digit).len();
                if !digits[count..].starts_with(|c: char| c.is_ascii_digit()) {
                    let mark = rest.chars().next().unwrap_or('.');
                    found = Some((Part::Fraction(mark, count, digit == '9'), count + 1));
                }
            }
        }
        if found.is_none() {
            let field = PARTS.iter().copied().find(|part| {
                rest.starts_with(part)
                    // `Jan` and `Mon` do not begin longer words.
                    && !(matches!(*part, "Jan" | "Mon")
                        && rest[3..].starts_with(|c: char| c.is_ascii_lowercase()))
            });
            found = match field {
                // An underscore before the year is just that.
                Some("_2006") => {
                    out.push(Part::Text(&layout[start..=at]));
                    start = at + 1;
                    Some((Part::Field("2006"), 5))
                }
                Some(field) => Some((Part::Field(field), field.len())),
                None => None,
            };
        }
        match found {
            Some((part, length)) => {
                if start < at {
                    out.push(Part::Text(&layout[start..at]));
                }
                out.push(part);
                at += length;
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    if start < layout.len() {
        out.push(Part::Text(&layout[start..]));
    }
    out
}

pub(super) fn format(layout: &str, time: &Time) -> String {
    let mut out = String::new();
    let hour12 = if time.hour % 12 == 0 {
        12
    } else {
        time.hour % 12
    };
    for part in parts(layout) {
        let text = match part {
            Part::Text(text) => text.to_owned(),
            Part::Fraction(mark, count, trim) => {
                let digits = format!("{:09}", time.nanosecond);
                let digits = &digits[..count.min(9)];
                let digits = if trim {
                    digits.trim_end_matches('0')
                } else {
                    digits
                };
                if digits.is_empty() {
                    String::new()
                } else {
                    format!("{mark}{digits}")
                }
            }
            Part::Field(field) => match field {
                "January" => time.month_name().to_owned(),
                "Jan" => time.month_name()[..3].to_owned(),
                "Monday" => time.weekday().to_owned(),
                "Mon" => time.weekday()[..3].to_owned(),
                "2006" if time.year < 0 => format!("-{:04}", time.year.unsigned_abs()),
                "2006" => format!("{:04}", time.year),
                "06" => format!("{:02}", time.year.rem_euclid(100)),
                "01" => format!("{:02}", time.month),
                "1" => time.month.to_string(),
                "02" => format!("{:02}", time.day),
                "_2" => format!("{:2}", time.day),
                "2" => time.day.to_string(),
                "002" | "__2" => {
                    let first = Time {
                        month: 1,
                        day: 1,
                        ..time.clone()
                    };
                    let day = time.days() - first.days() + 1;
                    if field == "002" {
                        format!("{day:03}")
                    } else {
                        format!("{day:3}")
                    }
                }
                "15" => format!("{:02}", time.hour),
                "03" => format!("{hour12:02}"),
                "3" => hour12.to_string(),
                "04" => format!("{:02}", time.minute),
                "4" => time.minute.to_string(),
                "05" => format!("{:02}", time.second),
                "5" => time.second.to_string(),
                "PM" => (if time.hour >= 12 { "PM" } else { "AM" }).to_owned(),
                "pm" => (if time.hour >= 12 { "pm" } else { "am" }).to_owned(),
                "MST" => match &time.zone {
                    Some(zone) => zone.clone(),
                    None if time.offset == 0 => "UTC".to_owned(),
                    None => offset_text("-0700", time.offset),
                },
                zone => offset_text(zone, time.offset),
            },
        };
        out.push_str(&text);
    }
    out
}

fn offset_text(field: &str, offset: i64) -> String {
    if field.starts_with('Z') && offset == 0 {
        return "Z".to_owned();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    let (hours, minutes, seconds) = (minutes / 60, minutes % 60, offset.abs() % 60);
    let colon = if field.contains(':') { ":" } else { "" };
    match field.len() - field.matches(':').count() {
        3 => format!("{sign}{hours:02}"),
        5 => format!("{sign}{hours:02}{colon}{minutes:02}"),
        _ => format!("{sign}{hours:02}{colon}{minutes:02}{colon}{seconds:02}"),
    }
}

/// Takes a number of so many digits from the front.
fn number(text: &mut &str, least: usize, most: usize) -> Option<i64> {
    let count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if count < least {
        return None;
    }
    let value = text[..count].parse().ok()?;
    *text = &text[count..];
    Some(value)
}

fn name(text: &mut &str, names: &[&str], length: Option<usize>) -> Option<i64> {
    let place = names.iter().position(|name| {
        let name = &name[..length.unwrap_or(name.len())];
        text.get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
    })?;
    *text = &text[length.unwrap_or(names[place].len())..];
    i64::try_from(place + 1).ok()
}

/// Tells whether a text is a time of a layout.
pub(in crate::builtin) fn fits(text: &str, layout: &str) -> bool {
    parse(layout, text).is_ok()
}

pub(super) fn parse(layout: &str, text: &str) -> Result<Time, Failure> {
    read(layout, text).map_or_else(|| fatal(format!("invalid time {text:?}")), Ok)
}

fn read(layout: &str, text: &str) -> Option<Time> {
    let mut time = Time::from_seconds(0, 0);
    time.year = 0;
    let (mut afternoon, mut day_of_year) = (None, None);
    let mut rest = text;
    let parts = parts(layout);
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Text(literal) => rest = rest.strip_prefix(literal)?,
            Part::Fraction(_, count, trim) => {
                let Some(digits) = rest.strip_prefix(['.', ',']) else {
                    if *trim {
                        continue;
                    }
                    return None;
                };
                let length = digits.bytes().take_while(u8::is_ascii_digit).count();
                if !*trim && length != *count {
                    return None;
                }
                time.nanosecond = nanoseconds(&digits[..length]);
                rest = &digits[length..];
            }
            Part::Field(field) => match *field {
                "January" => time.month = name(&mut rest, &MONTHS, None)?,
                "Jan" => time.month = name(&mut rest, &MONTHS, Some(3))?,
                "Monday" => drop(name(&mut rest, &DAYS, None)?),
                "Mon" => drop(name(&mut rest, &DAYS, Some(3))?),
                "2006" => time.year = number(&mut rest, 4, 4)?,
                "06" => {
                    let year = number(&mut rest, 2, 2)?;
                    time.year = if year >= 69 { 1900 + year } else { 2000 + year };
                }
                "01" => time.month = number(&mut rest, 2, 2)?,
                "1" => time.month = number(&mut rest, 1, 2)?,
                "02" => time.day = number(&mut rest, 2, 2)?,
                "_2" => {
                    rest = rest.strip_prefix(' ').unwrap_or(rest);
                    time.day = number(&mut rest, 1, 2)?;
                }
                "2" => time.day = number(&mut rest, 1, 2)?,
                "002" => day_of_year = Some(number(&mut rest, 3, 3)?),
                "__2" => {
                    rest = rest.trim_start_matches(' ');
                    day_of_year = Some(number(&mut rest, 1, 3)?);
                }
                "15" => time.hour = number(&mut rest, 1, 2)?,
                "03" => time.hour = number(&mut rest, 2, 2).filter(|hour| *hour <= 12)?,
                "3" => time.hour = number(&mut rest, 1, 2).filter(|hour| *hour <= 12)?,
                "04" => time.minute = number(&mut rest, 2, 2)?,
                "4" => time.minute = number(&mut rest, 1, 2)?,
                "05" | "5" => {
                    time.second = number(&mut rest, if *field == "05" { 2 } else { 1 }, 2)?;
                    // A fraction may follow even if the layout does not have one.
                    let fraction = matches!(parts.get(index + 1), Some(Part::Fraction(..)));
                    if let Some(digits) = rest.strip_prefix(['.', ',']).filter(|_| !fraction) {
                        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
                        if length > 0 {
                            time.nanosecond = nanoseconds(&digits[..length]);
                            rest = &digits[length..];
                        }
                    }
                }
                "PM" | "pm" => {
                    let half = rest.get(..2)?;
                    let want = if *field == "PM" {
                        ["AM", "PM"]
                    } else {
                        ["am", "pm"]
                    };
                    afternoon = Some(want.iter().position(|text| *text == half)? == 1);
                    rest = &rest[2..];
                }
                "MST" => {
                    let length = rest.bytes().take_while(u8::is_ascii_uppercase).count();
                    if !(3..=5).contains(&length) {
                        return None;
                    }
                    time.zone = Some(rest[..length].to_owned());
                    rest = &rest[length..];
                }
                zone => time.offset = offset(zone, &mut rest)?,
            },
        }
    }
    if let Some(afternoon) = afternoon {
        time.hour = time.hour % 12 + if afternoon { 12 } else { 0 };
    }
    if let Some(day) = day_of_year {
        let seconds = (Time {
            month: 1,
            day: 1,
            ..time.clone()
        }
        .days()
            + day
            - 1)
            * 86_400;
        let date = Time::from_seconds(seconds, 0);
        time.month = date.month;
        time.day = date.day;
    }
    let leap = time.year % 4 == 0 && (time.year % 100 != 0 || time.year % 400 == 0);
    let length = match time.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    let fits =
        (1..=length).contains(&time.day) && time.hour < 24 && time.minute < 60 && time.second < 60;
    (fits && rest.is_empty()).then_some(time)
}

fn nanoseconds(digits: &str) -> i64 {
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().unwrap_or(0)
}

fn offset(field: &str, rest: &mut &str) -> Option<i64> {
    if field.starts_with('Z')
        && let Some(after) = rest.strip_prefix('Z')
    {
        *rest = after;
        return Some(0);
    }
    let negative = match rest.chars().next()? {
        '+' => false,
        '-' => true,
        _ => return None,
    };
    *rest = &rest[1..];
    let colon = field.contains(':');
    let count = match field.len() - field.matches(':').count() {
        3 => 1,
        5 => 2,
        _ => 3,
    };
    let mut seconds = 0;
    for (index, unit) in [3600, 60, 1].into_iter().take(count).enumerate() {
        if index > 0 && colon {
            *rest = rest.strip_prefix(':')?;
        }
        let value = number(rest, 2, 2).filter(|value| *value < if index == 0 { 25 } else { 60 })?;
        seconds += value * unit;
    }
    Some(if negative { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    const RFC3339: &str = "2006-01-02T15:04:05Z07:00";

    #[test]
    fn times_are_read_and_written_by_layout() {
        for (layout, text) in [
            (RFC3339, "2024-02-29T23:59:59Z"),
            (RFC3339, "1969-12-31T00:00:00+05:30"),
            ("2006-01-02T15:04:05.000Z07:00", "2024-01-02T03:04:05.060Z"),
            (
                "Mon, 02 Jan 2006 15:04:05 -0700",
                "Thu, 29 Feb 2024 01:02:03 -0800",
            ),
            ("3:04PM", "11:59AM"),
            ("Jan _2 15:04:05", "Feb  3 04:05:06"),
        ] {
            let time = parse(layout, text).unwrap_or_else(|_| panic!("{text} is read"));
            assert_eq!(format(layout, &time), text);
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in [
            "2023-02-29T00:00:00Z",
            "2023-13-01T00:00:00Z",
            "2023-01-01T24:00:00Z",
            "2023-01-01T00:60:00Z",
            "2023-01-01T00:00:00",
            "2023-01-01T00:00:00Zx",
            "",
        ] {
            assert!(parse(RFC3339, text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-03-01T00:00:00Z", 11_017),
            ("1969-12-31T00:00:00Z", -1),
            ("2024-12-31T00:00:00Z", 20_088),
        ] {
            let time = parse(RFC3339, text).unwrap_or_else(|_| panic!("{text} is read"));
            assert_eq!(time.days(), days, "{text}");
        }
    }
}
