//! A browser is closed while its list is being confirmed: the change goes on to its end, and whoever comes back finds
//! it done.

use std::time::Duration;

use store::both;

use super::bulk::{SCHOOLS, list};
use crate::world::World;

/// Far longer than the change takes: whoever waits so long waits in vain.
const LONGEST: Duration = Duration::from_mins(1);

both! {
    async fn a_list_is_confirmed_to_its_end_though_the_browser_was_closed(world) {
        let mut robin = world.oakfield().await;
        let list = list(world, &mut robin, 0).await;
        // The server lets go of what it does for a connection that was closed; here at its first step.
        let address = format!("{list}/confirm");
        tokio::select! {
            biased;
            done = robin.post(&address, "") => panic!("it was done at once: {}", done.status),
            () = std::future::ready(()) => {}
        }
        let done = async {
            while world.count("membership where status = 'active'").await.unsigned_abs() < SCHOOLS {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LONGEST, done).await.expect("the change was given up");
        let page = robin.get(&format!("{list}/done")).await;
        assert_eq!(page.h1(), "2,000 partner schools added");
    }
}
