//! /support/early-career/pairings/add: pairs a lead provider with a delivery partner; a check page, then the change.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::components::{Button, DateInput, Select, SelectItem, SummaryList, SummaryRow};
use govuk::fields::{Called, DateParts};
use govuk::{Layout, Problems};
use store::Tx;

use super::check::{Before, CheckPage};
use super::{PAIRINGS, dates, keeper};
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::store::pairings::Pair;
use crate::early_career::store::{bodies, cohorts, pairings};
use crate::organisations::directory::Named;
use crate::platform::clock::day;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::vocabulary::{OrganisationId, london_date};

const STARTS: &str = "starts";

/// What can be chosen.
struct Offered {
    cohorts: Vec<Cohort>,
    leads: Vec<Named>,
    partners: Vec<Named>,
}

impl Offered {
    async fn now(tx: &mut Tx) -> Result<Offered, Failure> {
        Ok(Offered {
            cohorts: cohorts::all(tx).await?,
            leads: bodies::of_kind(tx, Kind::LeadProvider).await?,
            partners: bodies::of_kind(tx, Kind::DeliveryPartner).await?,
        })
    }
}

/// What was chosen.
struct Chosen {
    cohort: Cohort,
    lead: Named,
    partner: Named,
    starts_on: NaiveDate,
}

impl Chosen {
    fn of(
        offered: &Offered,
        fields: &Fields,
        starts_on: Option<Result<NaiveDate, String>>,
    ) -> Result<Chosen, Problems> {
        let mut problems = Problems::default();
        let named = |all: &[Named], name: &str, wanted: &str| {
            all.iter().find(|it| it.public_id == fields.text(name)).cloned().ok_or_else(|| wanted.to_owned())
        };
        let year = fields.text("cohort");
        let cohort = offered.cohorts.iter().find(|it| it.year.start_year().to_string() == year).copied();
        let cohort = problems.keep("cohort", cohort.ok_or("Select a cohort"));
        let lead = problems.keep("lead", named(&offered.leads, "lead", "Select a lead provider"));
        let partner = problems.keep("partner", named(&offered.partners, "partner", "Select a delivery partner"));
        let starts_on = problems.keep(STARTS, starts_on.unwrap_or_else(|| Err("Enter the first day".to_owned())));
        problems.finish(|| Some(Chosen { cohort: cohort?, lead: lead?, partner: partner?, starts_on: starts_on? }))
    }

    fn of_address(offered: &Offered, fields: &Fields) -> Result<Chosen, Problems> {
        Chosen::of(offered, fields, dates::of_address(fields, STARTS).map(Ok))
    }

    fn answers(&self) -> Vec<(&'static str, String)> {
        vec![
            ("cohort", self.cohort.year.start_year().to_string()),
            ("lead", self.lead.public_id.clone()),
            ("partner", self.partner.public_id.clone()),
            (STARTS, self.starts_on.to_string()),
        ]
    }

    fn query(&self) -> String {
        let pairs: Vec<String> = self.answers().iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("?{}", pairs.join("&"))
    }
}

#[derive(Template)]
#[template(path = "early_career/support/pair.html")]
struct PairPage<'a> {
    layout: Layout,
    offered: Offered,
    fields: &'a Fields,
    starts: DateParts,
    problems: Problems,
}

impl PairPage<'_> {
    fn select(&self, name: &str, label: &str, items: Vec<SelectItem>) -> Select {
        let all = std::iter::once(SelectItem::new("", "Select one")).chain(items);
        Select::new(name, label, all).value(self.fields.text(name)).error(self.problems.on(name))
    }

    fn named(all: &[Named]) -> Vec<SelectItem> {
        all.iter().map(|it| SelectItem::new(it.public_id.as_str(), it.name.as_str())).collect()
    }

    fn cohort(&self) -> Select {
        let items = self.offered.cohorts.iter();
        let items = items.map(|it| SelectItem::new(it.year.start_year().to_string(), it.year.to_string())).collect();
        self.select("cohort", "Cohort", items)
    }

    fn lead(&self) -> Select {
        self.select("lead", "Lead provider", Self::named(&self.offered.leads))
    }

    fn partner(&self) -> Select {
        self.select("partner", "Delivery partner", Self::named(&self.offered.partners))
    }

    fn starts(&self) -> DateInput {
        dates::input(STARTS, "First day on which the pairing counts", &self.starts, self.problems.on(STARTS))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

fn form<'a>(ctx: &Ctx, offered: Offered, fields: &'a Fields, starts: DateParts, problems: Problems) -> PairPage<'a> {
    PairPage { layout: ctx.layout_with("Add a pairing", &problems).back(PAIRINGS), offered, fields, starts, problems }
}

/// Asks who works with whom.
pub(super) async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let offered = Offered::now(&mut ctx.app.db.read().await?).await?;
    let starts = dates::of_address(&query, STARTS).unwrap_or_else(|| london_date(ctx.now));
    page(&form(&ctx, offered, &query, dates::parts(starts), Problems::default()))
}

/// On to the check page, or the form again.
pub(super) async fn post(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let offered = Offered::now(&mut ctx.app.db.read().await?).await?;
    let starts = dates::typed(&fields, STARTS);
    let read = starts.read(Called::new("the first day", "First day"));
    match Chosen::of(&offered, &fields, Some(read)) {
        Ok(chosen) => Ok(see_other(&format!("{PAIRINGS}/add/check{}", chosen.query()))),
        Err(problems) => page_again(&form(&ctx, offered, &fields, starts, problems)),
    }
}

/// Everything before the change.
pub(super) async fn check(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let offered = Offered::now(&mut ctx.app.db.read().await?).await?;
    match Chosen::of_address(&offered, &query) {
        Ok(chosen) => page(&CheckPage::new(&ctx, before(&chosen), &Problems::default())),
        Err(_) => Ok(see_other(&format!("{PAIRINGS}/add"))),
    }
}

fn before(chosen: &Chosen) -> Before {
    Before {
        title: "Check the pairing".to_owned(),
        action: format!("{PAIRINGS}/add/check"),
        back: format!("{PAIRINGS}/add{}", chosen.query()),
        answers: chosen.answers(),
        summary: SummaryList::new()
            .row(SummaryRow::new("Cohort", chosen.cohort.year.to_string()))
            .row(SummaryRow::new("Lead provider", chosen.lead.name.as_str()))
            .row(SummaryRow::new("Delivery partner", chosen.partner.name.as_str()))
            .row(SummaryRow::new("Counts from", day(chosen.starts_on))),
        effect: "The lead provider can choose the delivery partner for its schools of the cohort from that day on."
            .to_owned(),
        button: "Add pairing",
    }
}

/// Pairs them.
pub(super) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let offered = Offered::now(&mut tx).await?;
    let Ok(chosen) = Chosen::of_address(&offered, &fields) else {
        return Ok(see_other(&format!("{PAIRINGS}/add")));
    };
    let permit = keeper(&ctx, chosen.lead.id)?;
    let pair = Pair { cohort: chosen.cohort.year, delivery_partner: &chosen.partner, starts_on: chosen.starts_on };
    let is_new = pairings::pair(&mut tx, &permit, &ctx.app.chance, ctx.now, pair).await?;
    tx.commit().await?;
    let Chosen { lead, partner, cohort, .. } = &chosen;
    let banner = if is_new {
        let next =
            format!("{} can choose it for its schools of {} from {}.", lead.name, cohort.year, day(chosen.starts_on));
        Banner::new(format!("{} paired with {}", lead.name, partner.name), next)
    } else {
        Banner::new(
            format!("{} is paired with {}", lead.name, partner.name),
            "It was before, so nothing was changed now.",
        )
    };
    Ok(with_banner(&ctx, see_other(PAIRINGS), &banner))
}
