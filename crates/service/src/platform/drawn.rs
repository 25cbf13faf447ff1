//! What was drawn of a state that is held in memory, for as long as that is the state.
//!
//! A list is drawn once for everybody who may see it, [`Drawn`]; and the page around it, which says who looks and what
//! they may do, once for each session, [`Pages`].

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::body::Bytes;
use chrono::NaiveDate;

use super::ctx::Ctx;
use super::sessions::Viewer;
use crate::vocabulary::london_date;

/// Drawings kept; some 25 kB each. With one more, all are forgotten: whoever comes back has it drawn again.
const MOST: usize = 256;

/// Drawings by what was asked for. Nobody is drawn in them: they are the same for whoever may see the state.
#[derive(Debug)]
pub struct Drawn<K, S> {
    kept: Mutex<HashMap<K, Drawing<S>>>,
}

#[derive(Debug)]
struct Drawing<S> {
    of: Weak<S>,
    drawn: Arc<str>,
}

impl<K, S> Default for Drawn<K, S> {
    fn default() -> Drawn<K, S> {
        Drawn { kept: Mutex::default() }
    }
}

impl<K: Eq + Hash, S> Drawn<K, S> {
    /// What was drawn of this very state, or is now.
    pub fn of(&self, asked: K, state: &Arc<S>, draw: impl FnOnce() -> String) -> Arc<str> {
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What a weak count still knows is at no other's address.
        let known =
            lock().get(&asked).filter(|it| it.of.as_ptr() == Arc::as_ptr(state)).map(|it| Arc::clone(&it.drawn));
        if let Some(known) = known {
            return known;
        }
        let drawn: Arc<str> = draw().into();
        let mut kept = lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(asked, Drawing { of: Arc::downgrade(state), drawn: Arc::clone(&drawn) });
        drawn
    }
}

/// Whole pages, each for the session that it was drawn for: whoever goes back from a school to the list has it drawn already.
///
/// Who looks is read afresh before a page is asked for here. What is not just as it was then, be it a role or the number
/// of unread notifications, forgets all pages of the session; so does the next day.
#[derive(Debug)]
pub struct Pages<S> {
    kept: Mutex<Sessions<S>>,
}

/// Pages by the session's public id, and how many there are.
#[derive(Debug)]
struct Sessions<S> {
    by_session: HashMap<String, Theirs<S>>,
    pages: usize,
}

/// What one session was shown, by address.
#[derive(Debug)]
struct Theirs<S> {
    viewer: Viewer,
    day: NaiveDate,
    by_address: HashMap<String, (Weak<S>, Bytes)>,
}

impl<S> Default for Pages<S> {
    fn default() -> Pages<S> {
        Pages { kept: Mutex::new(Sessions { by_session: HashMap::new(), pages: 0 }) }
    }
}

impl<S> Pages<S> {
    /// The page of this address, where it was drawn of this very state for just this viewer, today.
    pub fn known(&self, ctx: &Ctx, state: &Arc<S>) -> Option<Bytes> {
        let viewer = ctx.viewer.as_ref().filter(|_| ctx.banner.is_none())?;
        let kept = self.lock();
        let theirs = kept.by_session.get(&viewer.session)?;
        let (of, page) = theirs.by_address.get(&ctx.address)?;
        let is_same =
            of.as_ptr() == Arc::as_ptr(state) && theirs.viewer == *viewer && theirs.day == london_date(ctx.now);
        is_same.then(|| page.clone())
    }

    /// Keeps the page of this address. One with a banner is seen once and not kept.
    pub fn keep(&self, ctx: &Ctx, state: &Arc<S>, page: &Bytes) {
        let Some(viewer) = ctx.viewer.as_ref().filter(|_| ctx.banner.is_none()) else { return };
        let (mut kept, day) = (self.lock(), london_date(ctx.now));
        if kept.pages >= MOST {
            *kept = Sessions { by_session: HashMap::new(), pages: 0 };
        }
        let anew = || Theirs { viewer: viewer.clone(), day, by_address: HashMap::new() };
        let theirs = kept.by_session.entry(viewer.session.clone()).or_insert_with(anew);
        let mut forgotten = 0;
        if theirs.viewer != *viewer || theirs.day != day {
            forgotten = theirs.by_address.len();
            *theirs = anew();
        }
        let is_new = theirs.by_address.insert(ctx.address.clone(), (Arc::downgrade(state), page.clone())).is_none();
        kept.pages = kept.pages + usize::from(is_new) - forgotten;
    }

    fn lock(&self) -> MutexGuard<'_, Sessions<S>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
