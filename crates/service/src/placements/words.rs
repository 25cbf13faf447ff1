//! The closed sets of words in which placements are described. Each has a code (in the database, in forms and in
//! addresses) and a title (on pages).

mod availability;
mod subject;

pub use availability::{Answer, Reason};
pub use subject::{Group, Subject};

/// "1 place", "2 places".
pub fn places(number: i32) -> String {
    if number == 1 { "1 place".to_owned() } else { format!("{number} places") }
}

/// A word of a closed set.
pub trait Word: Copy + PartialEq + 'static {
    /// Every word, in the order in which pages list them.
    const ALL: &'static [Self];

    /// The word kept in the database and sent by forms.
    fn code(self) -> &'static str;

    /// The name that pages show.
    fn title(self) -> &'static str;

    /// The word of a code, if it is one.
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }

    /// Those words of a text such as `autumn,spring`, in the order of the set, each once.
    fn parse_all(codes: &str) -> Vec<Self> {
        Self::of_all(codes.split(','))
    }

    /// Those words that these codes mean, in the order of the set, each once.
    fn of_all<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<Self> {
        let wanted: Vec<&str> = codes.map(str::trim).collect();
        Self::ALL.iter().copied().filter(|word| wanted.contains(&word.code())).collect()
    }

    /// The codes of words as one text, as the database keeps them.
    fn joined(words: &[Self]) -> String {
        words.iter().map(|word| word.code()).collect::<Vec<_>>().join(",")
    }
}

/// Declares a closed set: variant, code, title.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $code:literal $title:literal)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $title] $variant,)*
        }

        impl $crate::placements::words::Word for $name {
            const ALL: &'static [$name] = &[$($name::$variant),*];

            fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            fn title(self) -> &'static str {
                match self { $($name::$variant => $title),* }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What kind of teaching a placement is for.
    Phase {
        Primary "primary" "Primary"
        Secondary "secondary" "Secondary"
        Send "send" "Special educational needs and disabilities (SEND)"
    }
}

words! {
    /// The class of a primary placement.
    YearGroup {
        Nursery "nursery" "Nursery"
        Reception "reception" "Reception"
        Year1 "year_1" "Year 1"
        Year2 "year_2" "Year 2"
        Year3 "year_3" "Year 3"
        Year4 "year_4" "Year 4"
        Year5 "year_5" "Year 5"
        Year6 "year_6" "Year 6"
        Mixed "mixed" "Mixed year groups"
    }
}

words! {
    /// The stage of a SEND placement.
    KeyStage {
        EarlyYears "early_years" "Early years"
        Ks1 "ks1" "Key stage 1"
        Ks2 "ks2" "Key stage 2"
        Ks3 "ks3" "Key stage 3"
        Ks4 "ks4" "Key stage 4"
        Ks5 "ks5" "Key stage 5"
    }
}

words! {
    /// A part of the academic year.
    Term {
        Autumn "autumn" "Autumn term"
        Spring "spring" "Spring term"
        Summer "summer" "Summer term"
    }
}

words! {
    /// How a trainee is paid for.
    Route {
        FeeFunded "fee_funded" "Fee-funded"
        Salaried "salaried" "Salaried"
        Apprenticeship "apprenticeship" "Apprenticeship"
    }
}

words! {
    /// Where in the school a trainee would be.
    Setting {
        Mainstream "mainstream" "Mainstream class"
        SenUnit "sen_unit" "SEN unit or resourced provision"
        Special "special" "Special school"
    }
}

/// "A", "A and B", "A, B and C".
pub fn sentence(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn is_closed<W: Word + std::fmt::Debug>() {
        let codes: HashSet<_> = W::ALL.iter().map(|word| word.code()).collect();
        let titles: HashSet<_> = W::ALL.iter().map(|word| word.title()).collect();
        assert_eq!((codes.len(), titles.len()), (W::ALL.len(), W::ALL.len()), "codes and titles are unique");
        assert!(W::ALL.iter().all(|word| W::parse(word.code()) == Some(*word)));
        assert_eq!(W::parse("something else"), None);
        assert_eq!(W::parse_all(&W::joined(W::ALL)), W::ALL);
    }

    #[test]
    fn every_set_is_closed() {
        is_closed::<Phase>();
        is_closed::<YearGroup>();
        is_closed::<KeyStage>();
        is_closed::<Term>();
        is_closed::<Route>();
        is_closed::<Setting>();
        is_closed::<Subject>();
        is_closed::<Group>();
        is_closed::<Answer>();
        is_closed::<Reason>();
    }

    #[test]
    fn words_come_back_in_the_order_of_the_set() {
        assert_eq!(Term::parse_all("summer,autumn,autumn,easter"), [Term::Autumn, Term::Summer]);
        assert_eq!(Term::parse_all(""), []);
    }

    #[test]
    fn parts_are_joined_as_a_sentence() {
        assert_eq!(sentence(&["French"]), "French");
        assert_eq!(sentence(&["French", "German"]), "French and German");
        assert_eq!(sentence(&["French", "German", "Spanish"]), "French, German and Spanish");
    }
}
