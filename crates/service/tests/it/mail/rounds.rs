//! Stories of the work that comes round: by one node for all, or by each for itself.

use chrono::{DateTime, TimeDelta, Utc};
use service::platform::App;
use service::platform::worker::{self, DueList, DueWork, Nodes, Round, Rounds, rounds};
use store::{StoreError, both, fact};

use super::World;

const WORKS: &[&dyn DueWork] = &[
    &Count { name: "shared", nodes: Nodes::One, fails: false },
    &Count { name: "own", nodes: Nodes::Each, fails: false },
    &Count { name: "failing", nodes: Nodes::One, fails: true },
    &Count { name: "after it", nodes: Nodes::One, fails: false },
];

/// And the platform's own.
fn works() -> DueList {
    DueList::of(WORKS).and(worker::WORKS)
}

/// Counts its rounds.
struct Count {
    name: &'static str,
    nodes: Nodes,
    fails: bool,
}

impl DueWork for Count {
    fn name(&self) -> &'static str {
        self.name
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::hours(1)
    }

    fn nodes(&self) -> Nodes {
        self.nodes
    }

    fn run<'a>(&'a self, app: &'a App, _: DateTime<Utc>) -> Round<'a> {
        Box::pin(async move {
            let mut tx = app.db.begin().await?;
            let name = format!("rounds {}", self.name);
            let count: u32 = fact::get(&mut tx, &name).await?.and_then(|it| it.parse().ok()).unwrap_or(0);
            fact::set(&mut tx, &name, &(count + 1).to_string()).await?;
            tx.commit().await?;
            if self.fails { Err(StoreError::Busy) } else { Ok(()) }
        })
    }
}

impl World {
    async fn rounds(&self, name: &str) -> String {
        let mut tx = self.app.db.read().await.unwrap();
        fact::get(&mut tx, &format!("rounds {name}")).await.unwrap().unwrap()
    }
}

both! {
    async fn many_nodes_do_a_round_once_and_each_its_own(world) {
        let (mut one, mut other) = (Rounds::default(), Rounds::default());
        for _ in 0..3 {
            rounds(&world.app, &works(), &mut one).await;
            rounds(&world.app, &works(), &mut other).await;
        }
        assert_eq!((world.rounds("shared").await.as_str(), world.rounds("own").await.as_str()), ("1", "2"));
        world.pass(TimeDelta::hours(1));
        rounds(&world.app, &works(), &mut one).await;
        rounds(&world.app, &works(), &mut other).await;
        assert_eq!((world.rounds("shared").await.as_str(), world.rounds("own").await.as_str()), ("2", "4"));
    }

    async fn a_round_that_fails_stops_no_other_and_comes_again_soon(world) {
        let mut done = Rounds::default();
        rounds(&world.app, &works(), &mut done).await;
        assert_eq!((world.rounds("failing").await.as_str(), world.rounds("after it").await.as_str()), ("1", "1"));
        world.pass(TimeDelta::minutes(1));
        rounds(&world.app, &works(), &mut done).await;
        assert_eq!((world.rounds("failing").await.as_str(), world.rounds("after it").await.as_str()), ("2", "1"));
    }

    async fn a_clock_that_is_set_back_stops_no_round(world) {
        let mut done = Rounds::default();
        world.pass(TimeDelta::days(30));
        rounds(&world.app, &works(), &mut done).await;
        world.pass(-TimeDelta::days(30));
        rounds(&world.app, &works(), &mut done).await;
        assert_eq!((world.rounds("shared").await.as_str(), world.rounds("own").await.as_str()), ("2", "2"));
    }
}
