//! Declares news about a share: what tells one from another is its names, its party, its trigger and its words.

/// `told to the provider` or `told to the school`; then the letter that parts its mails' ids from those of other news
/// about the same share, its names in the outbox, its trigger, its template and its subject.
macro_rules! share_news {
    (@ provider) => { "Each user of the provider" };
    (@ school) => { "Each user of the school" };
    (@sample provider) => { Told::sample_to_provider() };
    (@sample school) => { Told::sample_to_school() };
    ($(#[$note:meta])* $name:ident to the $party:tt, $letter:literal, [$code:literal, $to:literal], $trigger:literal,
        $path:literal, $subject:expr) => {
        $(#[$note])*
        #[derive(Debug)]
        pub struct $name;

        impl News for $name {
            const NAME: &'static str = $code;
            const TO: &'static str = $to;
            const TRIGGER: &'static str = $trigger;
            const RECIPIENTS: &'static str = share_news!(@ $party);
            const TOPIC: Topic = Topic::Placements;
            const GONE: &'static str = "it has moved on since";
            type About = OfShare;
            type Facts = Told;

            fn key(about: &OfShare) -> String {
                format!("{}{}{}", about.share, $letter, about.version)
            }

            async fn facts(tx: &mut Tx, about: &OfShare) -> Result<Option<Told>, Fault> {
                told(tx, about).await
            }

            fn organisation(facts: &Told) -> OrganisationId {
                facts.$party
            }

            fn subject(facts: &Told) -> String {
                let subject: fn(&Said) -> String = $subject;
                subject(&facts.said)
            }

            fn path(facts: &Told) -> String {
                facts.said.path.clone()
            }

            fn mail(facts: &Told, to: &Recipient, service: &str) -> Result<Mail, Fault> {
                #[derive(askama::Template)]
                #[template(path = $path)]
                struct Words<'a> {
                    name: &'a str,
                    it: &'a Said,
                    service: &'a str,
                }
                let words = Words { name: &to.name, it: &facts.said, service };
                Ok(Mail::new(&to.email, &Self::subject(facts), &words.render()?)?)
            }

            fn sample() -> (Told, Recipient) {
                share_news!(@sample $party)
            }
        }
    };
}
