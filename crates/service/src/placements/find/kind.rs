//! The types of school by which providers filter: fewer than the register's.

use crate::placements::words::words;

words! {
    /// A type of school, as providers look for it.
    SchoolType {
        Maintained "maintained" "Maintained school"
        Academy "academy" "Academy or free school"
        Special "special" "Special school"
        Alternative "alternative" "Pupil referral unit or alternative provision"
        Independent "independent" "Independent school"
        Other "other" "College or other"
    }
}

impl SchoolType {
    /// The type of a school of the register.
    ///
    /// Source: Get Information About Schools, column "TypeOfEstablishment (code)".
    pub fn of_code(code: i32) -> SchoolType {
        match code {
            1..=3 | 5 | 15 => SchoolType::Maintained,
            6 | 28 | 34 | 35 | 39..=41 | 45 | 46 => SchoolType::Academy,
            7 | 8 | 10 | 12 | 32 | 33 | 36 | 44 => SchoolType::Special,
            14 | 38 | 42 | 43 => SchoolType::Alternative,
            11 => SchoolType::Independent,
            _ => SchoolType::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_s_types_fall_into_a_few() {
        assert_eq!(SchoolType::of_code(1), SchoolType::Maintained);
        assert_eq!(SchoolType::of_code(34), SchoolType::Academy);
        assert_eq!(SchoolType::of_code(44), SchoolType::Special);
        assert_eq!(SchoolType::of_code(14), SchoolType::Alternative);
        assert_eq!(SchoolType::of_code(18), SchoolType::Other);
    }
}
