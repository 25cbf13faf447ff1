//! What was drawn of a state that is held in memory, for as long as that is the state.
//!
//! A list is drawn once for everybody who may see it, [`Drawn`]; and the page around it, which says who looks and what
//! they may do, once for each session, [`Pages`].

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::body::Bytes;
use chrono::NaiveDate;

use super::ctx::Ctx;
use super::sessions::Viewer;
use crate::vocabulary::london_date;

/// Drawings kept; some 25 kB each. With one more, all are forgotten: whoever comes back has it drawn again.
const MOST: usize = 256;

/// Drawings by what was asked for. Nobody is drawn in them, they are the same for whoever may see the state; unless
/// `D` itself says for whom it is.
#[derive(Debug)]
pub struct Drawn<K, S, D = Arc<str>> {
    kept: Mutex<HashMap<K, (Weak<S>, D)>>,
}

impl<K, S, D> Default for Drawn<K, S, D> {
    fn default() -> Drawn<K, S, D> {
        Drawn { kept: Mutex::default() }
    }
}

impl<K: Eq + Hash, S> Drawn<K, S> {
    /// What was drawn of this very state, or is now.
    pub fn of(&self, asked: K, state: &Arc<S>, draw: impl FnOnce() -> String) -> Arc<str> {
        if let Some(known) = self.known(&asked, state) {
            return known;
        }
        let drawn: Arc<str> = draw().into();
        self.keep(asked, state, Arc::clone(&drawn));
        drawn
    }
}

impl<K: Eq + Hash, S, D: Clone> Drawn<K, S, D> {
    fn known(&self, asked: &K, state: &Arc<S>) -> Option<D> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What a weak count still knows is at no other's address.
        kept.get(asked).filter(|(of, _)| of.as_ptr() == Arc::as_ptr(state)).map(|(_, drawn)| drawn.clone())
    }

    fn keep(&self, asked: K, state: &Arc<S>, drawn: D) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(asked, (Arc::downgrade(state), drawn));
    }
}

/// Whole pages, each for the session that it was drawn for: whoever goes back from a school to the list has it drawn already.
///
/// Who looks is read afresh before a page is asked for here. What is not just as it was then, be it a role or the number
/// of unread notifications, has the page drawn anew; so does the next day.
#[derive(Debug)]
pub struct Pages<S> {
    drawn: Drawn<Shown, S, Page>,
}

/// A session's public id, and an address.
type Shown = (String, String);

#[derive(Clone, Debug)]
struct Page {
    viewer: Arc<Viewer>,
    day: NaiveDate,
    bytes: Bytes,
}

impl<S> Default for Pages<S> {
    fn default() -> Pages<S> {
        Pages { drawn: Drawn::default() }
    }
}

impl<S> Pages<S> {
    /// The page of this address, where it was drawn of this very state for just this viewer, today.
    pub fn known(&self, ctx: &Ctx, state: &Arc<S>) -> Option<Bytes> {
        let (viewer, shown) = seen_again(ctx)?;
        let page = self.drawn.known(&shown, state)?;
        (*page.viewer == *viewer && page.day == london_date(ctx.now)).then_some(page.bytes)
    }

    /// Keeps the page of this address. One with a banner is seen once and not kept.
    pub fn keep(&self, ctx: &Ctx, state: &Arc<S>, page: &Bytes) {
        let Some((viewer, shown)) = seen_again(ctx) else { return };
        let (viewer, day) = (Arc::new(viewer.clone()), london_date(ctx.now));
        self.drawn.keep(shown, state, Page { viewer, day, bytes: page.clone() });
    }
}

fn seen_again(ctx: &Ctx) -> Option<(&Viewer, Shown)> {
    let viewer = ctx.viewer.as_ref().filter(|_| ctx.banner.is_none())?;
    Some((viewer, (viewer.session.clone(), ctx.address.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_state_is_drawn_once_and_another_anew() {
        let drawn = Drawn::default();
        let (one, other) = (Arc::new(1), Arc::new(1));
        let page = |state: &Arc<i32>, words: &str| drawn.of("page", state, || words.to_owned()).to_string();
        assert_eq!(page(&one, "first"), "first");
        assert_eq!(page(&one, "again"), "first");
        assert_eq!(page(&other, "of another"), "of another");
        assert_eq!(page(&one, "anew"), "anew");
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let drawn = Drawn::default();
        let state = Arc::new(());
        for page in 0..=MOST {
            drawn.of(page, &state, String::new);
        }
        assert_eq!(drawn.kept.lock().unwrap().len(), 1);
    }
}
