//! The router's own list of its routes.

use axum::http::Method;

/// An address as the router has it, and what may be asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub pattern: String,
    pub methods: Vec<Method>,
}

impl Route {
    pub fn takes(&self, method: &Method) -> bool {
        self.methods.contains(method)
    }
}

/// Every route of the service, by address.
///
/// Axum names no routes but in what `Debug` prints; should that change its form, nothing is found and this panics.
pub fn routes() -> Vec<Route> {
    let printed = format!("{:?}", service::router::routes());
    let (handlers, rest) = printed.split_once("node: Node { paths: {").unwrap();
    let patterns = rest.split_once("} }").unwrap().0;
    let mut routes: Vec<Route> = patterns
        .split("RouteId(")
        .skip(1)
        .map(|entry| {
            let (id, pattern) = entry.split_once("): \"").unwrap();
            let pattern = pattern.split('"').next().unwrap().to_owned();
            let handler = handlers.split_once(&format!("RouteId({id}): MethodRouter(")).unwrap().1;
            Route { pattern, methods: methods(handler.split("RouteId(").next().unwrap()) }
        })
        .collect();
    routes.sort_by(|one, other| one.pattern.cmp(&other.pattern));
    assert!(routes.iter().all(|it| !it.methods.is_empty()), "{routes:#?}");
    routes
}

fn methods(handler: &str) -> Vec<Method> {
    let all = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let has = |it: &Method| !handler.contains(&format!("{}: None", it.as_str().to_lowercase()));
    all.into_iter().filter(has).collect()
}

#[test]
fn the_routers_own_list_is_read() {
    let routes = routes();
    let find = |pattern: &str| routes.iter().find(|it| it.pattern == pattern).unwrap().methods.clone();
    assert_eq!(find("/partner-schools"), [Method::GET]);
    assert_eq!(find("/partner-schools/add/{draft}/{step}"), [Method::GET, Method::POST]);
    assert_eq!(find("/sign-out-everywhere"), [Method::POST]);
    assert_eq!(find("/assets/{*path}"), [Method::GET]);
}
