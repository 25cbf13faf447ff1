//! Answers out of a closed set.
//!
//! A browser posts only what the page offered; anything else was made by hand, and gets the same
//! sentence as no answer at all.

/// The value of the chosen key.
///
/// `wanted` follows "Select": `the reason`.
///
/// # Errors
/// "Select …" when nothing that was offered is chosen.
pub fn choice<T: Clone>(value: &str, offered: &[(&str, T)], wanted: &str) -> Result<T, String> {
    let chosen = offered.iter().find(|(key, _)| *key == value);
    chosen.map(|(_, value)| value.clone()).ok_or_else(|| format!("Select {wanted}"))
}

/// The values of the chosen keys, each once, in the order in which they were offered.
///
/// # Errors
/// "Select …" when nothing is chosen, or anything that was not offered.
pub fn choices<T: Clone>(values: &[&str], offered: &[(&str, T)], wanted: &str) -> Result<Vec<T>, String> {
    let known = values.iter().all(|value| offered.iter().any(|(key, _)| key == value));
    let chosen: Vec<_> =
        offered.iter().filter(|(key, _)| values.contains(key)).map(|(_, value)| value.clone()).collect();
    if chosen.is_empty() || !known { Err(format!("Select {wanted}")) } else { Ok(chosen) }
}

/// That anything is chosen, where what was offered is checked elsewhere.
///
/// # Errors
/// "Select …" when nothing is chosen.
pub fn chosen(value: &str, wanted: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err(format!("Select {wanted}"));
    }
    Ok(())
}

/// `yes` or `no`.
///
/// `condition` follows "Select yes if": `the school has agreed`.
///
/// # Errors
/// "Select yes if …" for anything else.
pub fn yes_no(value: &str, condition: &str) -> Result<bool, String> {
    choice(value, &[("yes", true), ("no", false)], &format!("yes if {condition}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: &[(&str, u8)] = &[("primary", 1), ("secondary", 2), ("all-through", 3)];

    #[test]
    fn only_what_was_offered_can_be_chosen() {
        assert_eq!(choice("secondary", OFFERED, "a phase"), Ok(2));
        for value in ["", "Secondary", "nursery"] {
            assert_eq!(choice(value, OFFERED, "a phase"), Err("Select a phase".to_owned()));
        }
    }

    #[test]
    fn several_choices_keep_the_order_of_the_page() {
        let chosen = choices(&["secondary", "primary", "primary"], OFFERED, "a phase");
        assert_eq!(chosen, Ok(vec![1, 2]));
        for values in [&[][..], &["primary", "nursery"]] {
            assert_eq!(choices(values, OFFERED, "a phase"), Err("Select a phase".to_owned()));
        }
    }

    #[test]
    fn yes_or_no_is_a_choice_of_two() {
        assert_eq!(yes_no("yes", "the school has agreed"), Ok(true));
        assert_eq!(yes_no("no", "the school has agreed"), Ok(false));
        let sentence = "Select yes if the school has agreed".to_owned();
        assert_eq!(yes_no("on", "the school has agreed"), Err(sentence));
    }
}
