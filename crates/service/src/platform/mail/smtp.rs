//! SMTP by lettre: plain text in UTF-8, one recipient, the Message-ID of the outbox row.

use std::time::{Duration, SystemTime};

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::{self, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::message::Mail;
use super::transport::{HandOver, Undelivered};
use crate::platform::settings::Settings;

/// Time for handing one mail over, from connecting to the server's last word.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// Connections kept open.
const CONNECTIONS: u32 = 5;
/// Replies that are about this recipient or this mail, for good.
///
/// Source: RFC 5321 4.2.3. Others of 500 to 599 are about us (530 and 535 are a wrong password, 554 is also
/// a server that takes no mail at all), which somebody can mend: those mails are tried again.
const ABOUT_THE_RECIPIENT: [u16; 4] = [550, 551, 552, 553];

const TOO_SLOW: &str = "The mail server did not answer in time";

/// An SMTP server.
#[derive(Clone, Debug)]
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
    patience: Duration,
}

impl Smtp {
    /// A server at `smtp://` or `smtps://`, with name, password and `?tls=required` as lettre reads them;
    /// one mail may take `patience`.
    ///
    /// # Errors
    /// A sentence that names the wrong setting; the address is not repeated, it may hold a password.
    pub fn open(address: &str, settings: &Settings, patience: Duration) -> Result<Smtp, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(address)
            .map_err(|_| "MAIL must be an address such as smtp://mail.example:587?tls=required".to_owned())?;
        let from = settings.mail_from.parse().map_err(|_| {
            format!("MAIL_FROM must be an address such as Name <name@example.com>, not “{}”", settings.mail_from)
        })?;
        let server = builder
            .timeout(Some(patience))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
            .build::<Tokio1Executor>();
        Ok(Smtp { server, from, host: host_of(&settings.public_url).to_owned(), patience })
    }

    pub(super) async fn send(&self, mail: &Mail, hand_over: HandOver<'_>) -> Result<(), Undelivered> {
        let message = self.message(mail, hand_over)?;
        // lettre's own limit is for connecting alone: a server that says nothing would keep us for ever.
        match tokio::time::timeout(self.patience, self.server.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(undelivered(&error)),
            Err(_) => Err(Undelivered::later(TOO_SLOW)),
        }
    }

    fn message(&self, mail: &Mail, hand_over: HandOver<'_>) -> Result<Message, Undelivered> {
        let to: lettre::Address = mail.to().parse().map_err(|_| {
            Undelivered::Never("The recipient's address is not one that a mail server takes".to_owned())
        })?;
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject())
            .date(SystemTime::from(hand_over.at))
            .message_id(Some(format!("<{}@{}>", hand_over.id, self.host)))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(automatic)
            .body(mail.body().to_owned())
            .map_err(|_| Undelivered::later("The mail could not be put together"))
    }
}

/// The host of our own web address, without a port: the right side of every Message-ID.
fn host_of(public_url: &str) -> &str {
    let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    let host = rest.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit()));
    host.map_or(rest, |(host, _)| host)
}

/// The reason by its number alone: a server's own words often repeat the address.
fn undelivered(error: &smtp::Error) -> Undelivered {
    match error.status().map(u16::from) {
        Some(code) if ABOUT_THE_RECIPIENT.contains(&code) => {
            Undelivered::Never(format!("The mail server refused the recipient (reply {code})"))
        }
        Some(code) => Undelivered::later(format!("The mail server refused the mail for now (reply {code})")),
        None if error.is_timeout() => Undelivered::later(TOO_SLOW),
        None if error.is_tls() => Undelivered::later("No secure connection to the mail server could be made"),
        None if error.is_response() => Undelivered::later("The mail server's answer could not be read"),
        None => Undelivered::later("The mail server could not be reached, or broke the connection off"),
    }
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn the_message_id_ends_in_our_host() {
        assert_eq!(host_of("https://partnerships.example"), "partnerships.example");
        assert_eq!(host_of("http://127.0.0.1:8080"), "127.0.0.1");
        assert_eq!(host_of("http://[::1]:8080"), "[::1]");
    }
}
