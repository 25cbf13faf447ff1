//! GET, POST /placements/{id}/withdraw and /offer-again: nothing that is assigned is withdrawn.

use axum::extract::Path;
use axum::response::Response;
use govuk::Problems;
use govuk::components::Button;
use store::Tx;

use super::confirm::ConfirmPage;
use super::own;
use super::show::list_address;
use crate::placements::availability::page_of;
use crate::placements::mail::{self, RequestDeclined};
use crate::placements::rules::{Assignment, Refusal};
use crate::placements::store::{self as placements, Placement, Share};
use crate::placements::words::places;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::policy::{Action, Permit};

/// What the page looks at.
struct Facts {
    placement: Placement,
    shares: Vec<Share>,
}

async fn facts(tx: &mut Tx, permit: &Permit, id: &str) -> Result<Facts, Failure> {
    let placement = own::placement(tx, permit, id).await?;
    let shares = placements::shares_of(tx, placement.id).await?;
    Ok(Facts { placement, shares })
}

fn line(share: &Share) -> String {
    format!("{}, {}", share.provider_name, places(share.places))
}

fn view(ctx: &Ctx, facts: &Facts, problems: &Problems) -> ConfirmPage {
    let title = facts.placement.title();
    let of = |wanted: fn(&Share) -> bool| facts.shares.iter().filter(|it| wanted(it)).map(line).collect::<Vec<_>>();
    let held = of(|it| it.state.holds_places());
    let waiting = of(|it| matches!(it.state, Assignment::Requested { .. }));
    let back = own::address(&facts.placement);
    let is_held = !held.is_empty();
    let heading = if is_held {
        format!("You cannot withdraw {title}")
    } else {
        format!("Are you sure you want to withdraw {title}?")
    };
    let paragraphs: Vec<String> = if is_held {
        vec![
            "Places are assigned to these providers:".to_owned(),
            "Release the places first. Then you can withdraw the placement.".to_owned(),
        ]
    } else if waiting.is_empty() {
        vec![
            "Providers will no longer find this placement or ask for it.".to_owned(),
            "You can offer it again at any time in its academic year.".to_owned(),
        ]
    } else {
        vec![
            "Providers will no longer find this placement. These requests will be declined, and we will tell the \
             providers that you have withdrawn the placement:"
                .to_owned(),
            "You can offer it again at any time in its academic year.".to_owned(),
        ]
    };
    ConfirmPage {
        layout: ctx.layout_with(heading, problems).back(back.as_str()),
        caption: format!("Academic year {}", facts.placement.offer.year),
        lines: if is_held { held } else { waiting },
        paragraphs,
        input: None,
        button: (!is_held).then(|| Button::new("Withdraw placement").warning().prevent_double_click(true)),
        action: format!("{back}/withdraw"),
        cancel: back,
    }
}

/// Asks, or says what stands in the way.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::OfferPlacements)?;
    let facts = facts(&mut ctx.app.db.read().await?, &permit, &id).await?;
    page(&view(&ctx, &facts, &Problems::default()))
}

/// Withdraws, and tells those whose requests fall with it; or says what stood in the way.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::OfferPlacements)?;
    let mut tx = ctx.app.db.begin().await?;
    let placement = own::placement(&mut tx, &permit, &id).await?;
    let declined = match placements::withdraw(&mut tx, &permit, ctx.now, &placement).await? {
        Ok(declined) => declined,
        Err(refusal) => {
            drop(tx);
            return refused(&ctx, &permit, &placement, refusal).await;
        }
    };
    for share in &declined {
        mail::tell::<RequestDeclined>(&mut tx, &ctx.app, ctx.now, share).await?;
    }
    let left = placements::counts(&mut tx, permit.on(), placement.offer.year).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let next = if left.offered == 0 {
        // Source: acceptance A30.
        format!(
            "You offer no placements in {} any more. Say whether you can offer any in that year.",
            placement.offer.year
        )
    } else {
        "Providers can no longer find it. You can offer it again on its page.".to_owned()
    };
    let banner = Banner::new(format!("{} withdrawn", placement.title()), next);
    let to = if left.offered == 0 { page_of(placement.offer.year) } else { list_address(&placement) };
    Ok(with_banner(&ctx, see_other(&to), &banner))
}

/// The page as it stands now, with what stood in the way.
async fn refused(ctx: &Ctx, permit: &Permit, placement: &Placement, refusal: Refusal) -> Result<Response, Failure> {
    own::refused(ctx, permit, placement, refusal).await?;
    let facts = facts(&mut ctx.app.db.read().await?, permit, &placement.public_id).await?;
    page_again(&view(ctx, &facts, &Problems::one("placement", own::words(refusal))))
}

fn again(ctx: &Ctx, placement: &Placement, problems: &Problems) -> ConfirmPage {
    let back = own::address(placement);
    let heading = format!("Are you sure you want to offer {} again?", placement.title());
    ConfirmPage {
        layout: ctx.layout_with(heading, problems).back(back.as_str()),
        caption: format!("Academic year {}", placement.offer.year),
        lines: Vec::new(),
        paragraphs: vec!["Providers will find this placement and can ask for it.".to_owned()],
        input: None,
        button: Some(Button::new("Offer again").prevent_double_click(true)),
        action: format!("{back}/offer-again"),
        cancel: back,
    }
}

/// Asks whether to offer it again.
pub(super) async fn get_again(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::OfferPlacements)?;
    let placement = own::placement(&mut ctx.app.db.read().await?, &permit, &id).await?;
    page(&again(&ctx, &placement, &Problems::default()))
}

/// Offers it again.
pub(super) async fn post_again(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::OfferPlacements)?;
    let mut tx = ctx.app.db.begin().await?;
    let placement = own::placement(&mut tx, &permit, &id).await?;
    if let Err(refusal) = placements::offer_again(&mut tx, &permit, ctx.now, &placement).await? {
        drop(tx);
        own::refused(&ctx, &permit, &placement, refusal).await?;
        return page_again(&again(&ctx, &placement, &Problems::one("placement", own::words(refusal))));
    }
    tx.commit().await?;
    let banner = Banner::new(format!("{} offered again", placement.title()), "Providers can find it and ask for it.");
    Ok(with_banner(&ctx, see_other(&own::address(&placement)), &banner))
}
