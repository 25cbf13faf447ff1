//! `/support/organisations/{key}/visit/look` and `…/act`: the reason, the check page, then the organisation's own pages.

use std::collections::BTreeMap;

use ::store::drafts::{self, Draft};
use ::store::{Tx, naive};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Label, SummaryList, SummaryRow, Textarea};
use govuk::{Layout, Problems};

use super::PATH;
use super::rules::{Reason, Way, may_visit};
use super::show::one;
use super::store::Organisation;
use crate::accounts::store::begin_visit;
use crate::organisations::directory;
use crate::platform::ctx::{Banner, Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::page::{cookie, page, page_again, see_other, with_banner, with_cookie};
use crate::platform::request::{Fields, Query};
use crate::policy::{Action, Manner};
use crate::vocabulary::{OrganisationId, Urn};

/// The journey's name among the drafts.
const JOURNEY: &str = "visit";
/// The value of `then` that leads on to the form for the first user.
const USERS: &str = "users";

#[derive(Template)]
#[template(path = "support/organisations/visit.html")]
struct ReasonPage {
    layout: Layout,
    here: String,
    draft: String,
    then: String,
    reason: Textarea,
    button: Button,
    cancel: String,
}

#[derive(Template)]
#[template(path = "support/organisations/visit/check.html")]
struct CheckPage {
    layout: Layout,
    here: String,
    draft: String,
    summary: SummaryList,
    is_acting: bool,
    button: Button,
    cancel: String,
}

/// What the pages of one visit to be share.
struct Visit {
    organisation: Organisation,
    way: Way,
}

impl Visit {
    /// Asks the policy, then finds the organisation that the address names.
    async fn of(ctx: &Ctx, (key, way): &(String, String)) -> Result<Visit, Failure> {
        let _permit = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE)?;
        let way = Way::parse(way).ok_or(Failure::NotFound)?;
        let organisation = one(&mut ctx.app.db.read().await?, ctx, key).await?;
        // Asked on the DfE's own record first: a regulator is told who may act, not that there is no such page.
        let own = ctx.viewer()?.acting.as_ref().map_or(OrganisationId::SERVICE, |it| it.id);
        let _permit = ctx.may_on(way.0.action(), own)?;
        may_visit(organisation.kind).map_err(|_| Failure::NotFound)?;
        Ok(Visit { organisation, way })
    }

    fn here(&self) -> String {
        format!("{PATH}/{}/visit/{}", self.organisation.key, self.way.code())
    }

    fn back(&self) -> String {
        format!("{PATH}/{}", self.organisation.key)
    }

    fn question(&self) -> String {
        let name = &self.organisation.name;
        match self.way.0 {
            Manner::Looking => format!("Why are you looking at {name}?"),
            Manner::Acting | Manner::Delegated(_) => format!("What did {name} ask you to do?"),
        }
    }

    fn form(&self, ctx: &Ctx, draft: &Draft, problems: &Problems) -> ReasonPage {
        let hint = match self.way.0 {
            Manner::Looking => "The organisation sees this. Do not name pupils or trainees.",
            Manner::Acting | Manner::Delegated(_) => {
                "Say who asked, how, and for what. The organisation sees this. Do not name pupils or trainees."
            }
        };
        let answer = |name: &str| draft.answers.get(name).cloned().unwrap_or_default();
        let question = self.question();
        ReasonPage {
            layout: ctx.layout_with(question.as_str(), problems).back(self.back()),
            here: self.here(),
            draft: draft.id.clone(),
            then: answer("then"),
            reason: Textarea::new("reason", Label::heading(question))
                .hint(hint)
                .rows(3_u32)
                .value(answer("reason"))
                .error(problems.on("reason")),
            button: Button::new("Continue"),
            cancel: self.back(),
        }
    }
}

fn owner(ctx: &Ctx) -> Result<String, Failure> {
    Ok(format!("{}:visit", ctx.viewer()?.person.get()))
}

async fn draft(ctx: &Ctx, id: &str) -> Result<Option<Draft>, Failure> {
    let mut tx = ctx.app.db.read().await?;
    Ok(drafts::load(&mut tx, JOURNEY, &owner(ctx)?, id, naive(ctx.now)).await?)
}

fn new_draft(ctx: &Ctx, then: &str) -> Draft {
    let then = if then == USERS { USERS } else { "" };
    let answers = BTreeMap::from([("then".to_owned(), then.to_owned())]);
    Draft { id: ctx.app.chance.public_id(), answers }
}

/// The question; `?draft=` brings the answer back.
pub(super) async fn get(ctx: Ctx, Path(path): Path<(String, String)>, query: Query) -> Result<Response, Failure> {
    let visit = Visit::of(&ctx, &path).await?;
    let kept = draft(&ctx, query.text("draft")).await?;
    let draft = kept.unwrap_or_else(|| new_draft(&ctx, query.text("then")));
    page(&visit.form(&ctx, &draft, &Problems::default()))
}

/// Keeps a good reason and goes on to the check page.
pub(super) async fn post(ctx: Ctx, Path(path): Path<(String, String)>, fields: Fields) -> Result<Response, Failure> {
    let visit = Visit::of(&ctx, &path).await?;
    let kept = draft(&ctx, fields.text("draft")).await?;
    let mut draft = kept.unwrap_or_else(|| new_draft(&ctx, fields.text("then")));
    // What is too long is refused below; it need not be kept whole for that.
    let typed: String = fields.text("reason").chars().take(2_000).collect();
    draft.answers.insert("reason".to_owned(), typed.clone());
    if let Err(problem) = typed.parse::<Reason>() {
        return page_again(&visit.form(&ctx, &draft, &Problems::one("reason", problem)));
    }
    let mut tx = ctx.app.db.begin().await?;
    drafts::save(&mut tx, JOURNEY, &owner(&ctx)?, &draft, naive(ctx.now)).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}/check?draft={}", visit.here(), draft.id)))
}

/// The check page.
pub(super) async fn check(ctx: Ctx, Path(path): Path<(String, String)>, query: Query) -> Result<Response, Failure> {
    let visit = Visit::of(&ctx, &path).await?;
    let Some((draft, reason)) = answered(&ctx, query.text("draft")).await? else { return Ok(see_other(&visit.here())) };
    let change = format!("{}?draft={}", visit.here(), draft.id);
    let is_acting = visit.way.0 == Manner::Acting;
    let button = if is_acting { "Start acting" } else { "Start looking" };
    page(&CheckPage {
        layout: ctx.layout("Check your answers").back(&change),
        here: visit.here(),
        draft: draft.id,
        summary: SummaryList::new().rows([
            SummaryRow::new("Organisation", format!("{} ({})", visit.organisation.name, visit.organisation.key)),
            SummaryRow::new("What you will do", visit.way.to_string()),
            SummaryRow::new("Reason", reason.as_str()).change(change, "the reason"),
        ]),
        is_acting,
        button: Button::new(button).prevent_double_click(true),
        cancel: visit.back(),
    })
}

/// The draft and its reason, when both are there.
async fn answered(ctx: &Ctx, id: &str) -> Result<Option<(Draft, Reason)>, Failure> {
    let Some(draft) = draft(ctx, id).await? else { return Ok(None) };
    let reason = draft.answers.get("reason").map_or("", String::as_str).parse::<Reason>().ok();
    Ok(reason.map(|reason| (draft, reason)))
}

/// Begins the visit. The same form sent twice finds no draft, and begins nothing twice.
pub(super) async fn begin(ctx: Ctx, Path(path): Path<(String, String)>, fields: Fields) -> Result<Response, Failure> {
    let visit = Visit::of(&ctx, &path).await?;
    let Some((draft, reason)) = answered(&ctx, fields.text("draft")).await? else {
        return Ok(see_other(&visit.back()));
    };
    let mut tx = ctx.app.db.begin().await?;
    let id = ensured(&mut tx, &ctx, &visit.organisation).await?;
    let permit = ctx.may_on(visit.way.0.action(), id)?;
    let token = begin_visit(&mut tx, &ctx.app, &permit, &ctx.viewer()?.session, reason.as_str()).await?;
    drafts::remove(&mut tx, JOURNEY, &owner(&ctx)?, &draft.id).await?;
    tx.commit().await?;
    let name = &visit.organisation.name;
    let banner = match visit.way.0 {
        Manner::Looking => Banner::new(
            format!("You are looking at {name}"),
            "You see what its users see, and can change nothing. It sees that you looked, and why.",
        ),
        Manner::Acting | Manner::Delegated(_) => Banner::new(
            format!("You are acting for {name} at its request"),
            "What you change is recorded with your name and the reason, and it sees both. Stop when you have done what it asked.",
        ),
    };
    let first = if draft.answers.get("then").is_some_and(|it| it == USERS) { "/organisation/users/add" } else { "/" };
    let is_secure = ctx.app.settings.is_secure();
    let response = with_cookie(see_other(first), &cookie(is_secure, session_cookie(is_secure), token));
    Ok(with_banner(&ctx, response, &banner))
}

/// The key of the organisation; a school that was never used gets one here.
async fn ensured(tx: &mut Tx, ctx: &Ctx, organisation: &Organisation) -> Result<OrganisationId, Failure> {
    if let Some(id) = organisation.id {
        return Ok(id);
    }
    let urn: Urn = organisation.key.parse().map_err(|_| Failure::NotFound)?;
    directory::ensure_schools(tx, &[urn], &ctx.app.chance, ctx.now).await?;
    Ok(directory::by_urn(tx, urn).await?.ok_or(Failure::NotFound)?.id)
}
