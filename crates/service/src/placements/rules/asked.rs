//! What a school is asked when it offers a placement: by its phase and type in the register.

use crate::placements::words::{Phase, Setting};

/// The phases from which a school chooses. Where there is only one, it is not asked.
///
/// Source: acceptance A22, A23: a primary school is asked the year group, a secondary
/// school the subject, all others the phase first. A school with a SEN unit may offer places in it.
pub fn phases_asked(register_phase: Option<&str>, has_unit: bool) -> Vec<Phase> {
    let mainstream = match register_phase.map(str::to_lowercase).as_deref() {
        Some("primary" | "nursery" | "middle deemed primary") => Some(Phase::Primary),
        Some("secondary" | "middle deemed secondary" | "16 plus") => Some(Phase::Secondary),
        _ => None,
    };
    match mainstream {
        Some(phase) if has_unit => vec![phase, Phase::Send],
        Some(phase) => vec![phase],
        None => vec![Phase::Primary, Phase::Secondary, Phase::Send],
    }
}

/// Whether the register's type of school is one of special schools.
pub fn is_special_school(register_type: Option<&str>) -> bool {
    register_type.is_some_and(|it| it.to_lowercase().contains("special"))
}

/// The settings from which a school chooses for a placement. Where there is only one, it is not asked.
pub fn settings_asked(phase: Phase, is_special: bool, has_unit: bool) -> &'static [Setting] {
    if is_special {
        &[Setting::Special]
    } else if has_unit || phase == Phase::Send {
        &[Setting::Mainstream, Setting::SenUnit]
    } else {
        &[Setting::Mainstream]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_is_asked_by_its_phase() {
        use Phase::{Primary, Secondary, Send};
        for (phase, asked) in [
            ("Primary", vec![Primary]),
            ("Nursery", vec![Primary]),
            ("Middle deemed primary", vec![Primary]),
            ("Secondary", vec![Secondary]),
            ("Middle deemed secondary", vec![Secondary]),
            ("16 plus", vec![Secondary]),
            ("All-through", vec![Primary, Secondary, Send]),
            ("Not applicable", vec![Primary, Secondary, Send]),
        ] {
            assert_eq!(phases_asked(Some(phase), false), asked, "{phase}");
        }
        assert_eq!(phases_asked(None, false), [Primary, Secondary, Send]);
        assert_eq!(phases_asked(Some("Primary"), true), [Primary, Send]);
    }

    #[test]
    fn the_setting_is_asked_where_there_is_a_choice() {
        assert_eq!(settings_asked(Phase::Primary, false, false), [Setting::Mainstream]);
        assert_eq!(settings_asked(Phase::Primary, false, true), [Setting::Mainstream, Setting::SenUnit]);
        assert_eq!(settings_asked(Phase::Send, false, false), [Setting::Mainstream, Setting::SenUnit]);
        assert_eq!(settings_asked(Phase::Send, true, true), [Setting::Special]);
        assert!(is_special_school(Some("Academy special converter")));
        assert!(!is_special_school(Some("Community school")) && !is_special_school(None));
    }
}
