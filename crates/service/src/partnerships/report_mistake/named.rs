//! Who named the school, and the words of a notice's pages: those of its kind of partnership.

use store::{StoreError, Tx};

use crate::organisations::provider;
use crate::partnerships::rules::{About, Standing};
use crate::partnerships::store::notices::Notice;

/// The provider or lead provider, as the pages speak of it.
pub(super) struct Named {
    /// Its name.
    pub(super) name: String,
    /// Its name, and its code where it has one.
    pub(super) with_code: String,
    /// The lines of its postal address that are known.
    pub(super) address: Vec<String>,
    /// The partnership's page for users of the school.
    pub(super) own_page: String,
}

impl Named {
    /// Reads what is known of whoever sent the notice.
    pub(super) async fn of(tx: &mut Tx, notice: &Notice) -> Result<Named, StoreError> {
        let name = notice.provider_name.clone();
        let known = match notice.about {
            About::Placements => provider::by_id(tx, notice.provider).await?,
            About::EarlyCareer(_) => None,
        };
        Ok(match known {
            Some(it) => Named {
                with_code: format!("{name} (provider code {})", it.code),
                address: it.address().into_iter().map(str::to_owned).collect(),
                own_page: format!("/partner-providers/{}", it.code),
                name,
            },
            None => Named { with_code: name.clone(), address: Vec::new(), own_page: "/early-career".to_owned(), name },
        })
    }
}

/// What the pages say of a notice.
pub(super) struct Words<'a> {
    about: About,
    provider: &'a str,
    school: &'a str,
    delivery_partner: Option<&'a str>,
    /// The notice went out for the adding that still stands: the school is told at another address.
    is_of_this_adding: bool,
}

impl<'a> Words<'a> {
    pub(super) fn of(notice: &'a Notice) -> Words<'a> {
        Words {
            about: notice.about,
            provider: &notice.provider_name,
            school: &notice.school_name,
            delivery_partner: notice.delivery_partner.as_deref(),
            is_of_this_adding: notice.queued_at >= notice.added_at,
        }
    }

    /// The heading of the notice's page.
    pub(super) fn title(&self, standing: Standing) -> String {
        let Words { provider, school, .. } = self;
        match (standing, self.about) {
            (Standing::Open { .. }, About::Placements) => format!("{provider} has added {school} as a partner school"),
            (Standing::Open { .. }, About::EarlyCareer(_)) => {
                format!("{provider} has confirmed {school} for early career training")
            }
            // Source: acceptance 45.
            (Standing::Reported { .. }, _) => format!("Someone at {school} has already reported this"),
            (Standing::Expired { .. }, _) => "The time to report this as a mistake has passed".to_owned(),
            (Standing::Ended, About::Placements) => format!("{school} is not a partner school of {provider}"),
            (Standing::Ended, About::EarlyCareer(year)) => {
                format!("{provider} does not train the early career teachers of {school} in {year}")
            }
            (Standing::Superseded, _) => "You have used an old link or code".to_owned(),
        }
    }

    /// What it means that the school was named.
    pub(super) fn meaning(&self) -> String {
        let Words { provider, school, .. } = self;
        match self.about {
            About::Placements => format!(
                "It lets {provider} find placements that you offer and share information with you. It does not commit \
                 {school} to anything."
            ),
            // Source: seed 003, the mail to the school.
            About::EarlyCareer(year) => format!(
                "{}, with {provider}, has confirmed they will be delivering an induction programme to early career \
                 teachers at {school}, starting in {}. It does not register any teacher.",
                self.delivery_partner.unwrap_or("A delivery partner"),
                year.start_year()
            ),
        }
    }

    /// What a report has led to.
    pub(super) fn settled(&self) -> String {
        let Words { provider, school, .. } = self;
        match self.about {
            About::Placements => format!("The provider has been told, and {school} is not one of its partner schools."),
            About::EarlyCareer(_) => {
                format!("{provider} has been told. It is not paid for {school} until the matter is settled.")
            }
        }
    }

    /// How a report that was wrong is put right.
    pub(super) fn put_right(&self) -> String {
        let again = match self.about {
            About::Placements => "add",
            About::EarlyCareer(_) => "confirm",
        };
        format!("contact the provider. It can {again} {} again, and we will then tell you again.", self.school)
    }

    /// What can be done about a mistake once the fourteen days are over.
    pub(super) fn too_late(&self) -> String {
        let Words { provider, school, .. } = self;
        match self.about {
            About::Placements => format!(
                "If it is a mistake, contact the provider and ask it to remove {school}. Someone with an account for \
                 {school} can also end the partnership at any time."
            ),
            About::EarlyCareer(_) => format!("If it is a mistake, contact {provider} and ask it to put it right."),
        }
    }

    /// What has happened since an older notice was sent.
    pub(super) fn since(&self) -> String {
        if self.is_of_this_adding {
            return format!("{} has told {} in another way since this message was sent.", self.provider, self.school);
        }
        let verb = match self.about {
            About::Placements => "added",
            About::EarlyCareer(_) => "confirmed",
        };
        format!("{} has {verb} {} again since this message was sent.", self.provider, self.school)
    }

    /// What an account is good for.
    pub(super) fn account(&self) -> String {
        match self.about {
            About::Placements => format!(
                "With an account you can see every provider that has added {}, and end a partnership at any time.",
                self.school
            ),
            About::EarlyCareer(_) => {
                "With an account you can see who trains your early career teachers, nominate your \
                 induction tutor and say how many teachers and mentors you have."
                    .to_owned()
            }
        }
    }

    /// The row of the facts that says when the school was named.
    pub(super) fn when(&self) -> &'static str {
        match self.about {
            About::Placements => "Added",
            About::EarlyCareer(_) => "Confirmed",
        }
    }

    /// How it stands when it has ended.
    pub(super) fn ended(&self) -> &'static str {
        match self.about {
            About::Placements => "Not a partner school",
            About::EarlyCareer(_) => "Not confirmed",
        }
    }
}
