//! The subjects of secondary placements, in the groups in which forms list them.

use super::{Word, words};

words! {
    /// A group of subjects, as a heading of a form.
    Group {
        Stem "stem" "Science, technology, engineering and mathematics (STEM)"
        Languages "languages" "Languages and literature"
        Arts "arts" "Arts, humanities and social sciences"
        Health "health" "Health and physical education"
    }
}

words! {
    /// What a secondary placement is in.
    Subject {
        Biology "biology" "Biology"
        Chemistry "chemistry" "Chemistry"
        Computing "computing" "Computing"
        DesignAndTechnology "design_and_technology" "Design and technology"
        Engineering "engineering" "Engineering"
        Mathematics "mathematics" "Mathematics"
        Physics "physics" "Physics"
        Science "science" "Science"
        English "english" "English"
        ModernLanguages "modern_languages" "Modern languages"
        French "french" "French"
        German "german" "German"
        Italian "italian" "Italian"
        Japanese "japanese" "Japanese"
        Mandarin "mandarin" "Mandarin"
        Russian "russian" "Russian"
        Spanish "spanish" "Spanish"
        OtherLanguage "other_language" "Other modern language"
        Classics "classics" "Classics"
        Latin "latin" "Latin"
        ArtAndDesign "art_and_design" "Art and design"
        BusinessStudies "business_studies" "Business studies"
        Citizenship "citizenship" "Citizenship"
        Dance "dance" "Dance"
        Drama "drama" "Drama"
        Economics "economics" "Economics"
        Geography "geography" "Geography"
        History "history" "History"
        MediaStudies "media_studies" "Media studies"
        Music "music" "Music"
        Psychology "psychology" "Psychology"
        ReligiousEducation "religious_education" "Religious education"
        SocialSciences "social_sciences" "Social sciences"
        HealthAndSocialCare "health_and_social_care" "Health and social care"
        PhysicalEducation "physical_education" "Physical education"
        PhysicalEducationEbacc "physical_education_ebacc" "Physical education with an EBacc subject"
    }
}

/// The languages that a placement in modern languages names.
const LANGUAGES: &[Subject] = &[
    Subject::French,
    Subject::German,
    Subject::Italian,
    Subject::Japanese,
    Subject::Mandarin,
    Subject::Russian,
    Subject::Spanish,
    Subject::OtherLanguage,
];

/// The subjects of the English Baccalaureate that go with physical education.
const EBACC: &[Subject] = &[
    Subject::Biology,
    Subject::Chemistry,
    Subject::Computing,
    Subject::English,
    Subject::French,
    Subject::Geography,
    Subject::German,
    Subject::History,
    Subject::Mathematics,
    Subject::Physics,
    Subject::Science,
    Subject::Spanish,
];

impl Subject {
    /// The additional subjects of which a placement in this subject names one or more; mostly none.
    pub fn additional(self) -> &'static [Subject] {
        match self {
            Subject::ModernLanguages => LANGUAGES,
            Subject::PhysicalEducationEbacc => EBACC,
            _ => &[],
        }
    }

    /// Whether a placement can be in it by itself. A language is named under modern languages.
    pub fn stands_alone(self) -> bool {
        !LANGUAGES.contains(&self)
    }

    /// The group in which forms list it.
    pub fn group(self) -> Group {
        match self {
            Subject::Biology
            | Subject::Chemistry
            | Subject::Computing
            | Subject::DesignAndTechnology
            | Subject::Engineering
            | Subject::Mathematics
            | Subject::Physics
            | Subject::Science => Group::Stem,
            Subject::English
            | Subject::ModernLanguages
            | Subject::French
            | Subject::German
            | Subject::Italian
            | Subject::Japanese
            | Subject::Mandarin
            | Subject::Russian
            | Subject::Spanish
            | Subject::OtherLanguage
            | Subject::Classics
            | Subject::Latin => Group::Languages,
            Subject::HealthAndSocialCare | Subject::PhysicalEducation | Subject::PhysicalEducationEbacc => {
                Group::Health
            }
            Subject::ArtAndDesign
            | Subject::BusinessStudies
            | Subject::Citizenship
            | Subject::Dance
            | Subject::Drama
            | Subject::Economics
            | Subject::Geography
            | Subject::History
            | Subject::MediaStudies
            | Subject::Music
            | Subject::Psychology
            | Subject::ReligiousEducation
            | Subject::SocialSciences => Group::Arts,
        }
    }

    /// The subjects that a form offers under a heading, each once.
    pub fn of_group(group: Group) -> Vec<Subject> {
        Subject::ALL.iter().copied().filter(|it| it.group() == group && it.stands_alone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_offer_every_subject_that_stands_alone_once() {
        let offered: Vec<Subject> = Group::ALL.iter().flat_map(|group| Subject::of_group(*group)).collect();
        let alone = Subject::ALL.iter().filter(|it| it.stands_alone()).count();
        assert_eq!(offered.len(), alone);
        assert!(!offered.contains(&Subject::French));
    }

    #[test]
    fn no_subject_is_an_additional_subject_of_itself() {
        assert!(Subject::ALL.iter().all(|it| !it.additional().contains(it)));
        assert!(Subject::PhysicalEducationEbacc.additional().contains(&Subject::History));
        assert_eq!(Subject::Physics.additional(), []);
    }
}
