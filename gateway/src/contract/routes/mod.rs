//! Which operation a method and a path mean. Routes lie in a tree by segment, so finding one costs the path's own length and
//! not the number of routes.

mod template;

use std::collections::HashMap;

use http::Method;

pub(crate) use template::Template;
use template::{Segment, decoded};

/// Routes to targets of some kind.
#[derive(Debug)]
pub(crate) struct Table<T> {
    root: Node,
    routes: Vec<Route<T>>,
}

#[derive(Debug)]
struct Route<T> {
    template: Template,
    target: T,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<String, Node>,
    one: Option<Box<Node>>,
    /// Routes that swallow the rest of the path here.
    rest: Ends,
    /// Routes that end here.
    here: Ends,
}

/// By verb (empty where there is none): the methods and their routes.
type Ends = HashMap<String, Vec<(Method, usize)>>;

/// What a method and a path mean.
#[derive(Debug)]
pub(crate) enum Found<'a, T> {
    /// The operation, and the values of the template's variables in their order.
    Target(&'a T, Vec<String>),
    /// The path is known, and by these methods alone.
    OtherMethods(Vec<Method>),
    /// The path is known, and what is escaped in it is not UTF-8.
    NotText,
    /// The path is not known.
    Nothing,
}

/// Two operations stand on one path.
#[derive(Debug, thiserror::Error)]
#[error("another operation stands on the same method and path")]
pub(crate) struct Taken;

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { root: Node::default(), routes: Vec::new() }
    }
}

impl<T> Table<T> {
    /// Adds a route.
    pub(crate) fn add(&mut self, method: &Method, template: Template, target: T) -> Result<(), Taken> {
        let mut node = &mut self.root;
        let mut swallows = false;
        for segment in &template.segments {
            match segment {
                Segment::Literal(text) => node = node.literals.entry(text.clone()).or_default(),
                Segment::One => node = node.one.get_or_insert_default(),
                Segment::Rest => swallows = true,
            }
        }
        let ends = if swallows { &mut node.rest } else { &mut node.here };
        let methods = ends.entry(template.verb.clone()).or_default();
        if methods.iter().any(|(there, _)| there == method) {
            return Err(Taken);
        }
        methods.push((method.clone(), self.routes.len()));
        self.routes.push(Route { template, target });
        Ok(())
    }

    /// All targets, in the order in which they were added.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &T> {
        self.routes.iter().map(|route| &route.target)
    }

    /// Finds the operation. A verb that is known at this path wins over a name that ends like it.
    pub(crate) fn find<'a>(&'a self, method: &Method, path: &str) -> Found<'a, T> {
        let Some(path) = path.strip_prefix('/') else { return Found::Nothing };
        let segments: Vec<&str> = path.split('/').collect();
        let mut others = Vec::new();
        if let Some((name, verb)) = segments.last().and_then(|last| last.rsplit_once(':')) {
            let mut bare = segments.clone();
            if let Some(last) = bare.last_mut() {
                *last = name;
            }
            if let Some(index) = self.root.find(&bare, verb, method, &mut others) {
                return self.target(index, &bare);
            }
        }
        if others.is_empty()
            && let Some(index) = self.root.find(&segments, "", method, &mut others)
        {
            return self.target(index, &segments);
        }
        if others.is_empty() {
            return Found::Nothing;
        }
        others.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        others.dedup();
        Found::OtherMethods(others)
    }

    fn target<'a>(&'a self, index: usize, segments: &[&str]) -> Found<'a, T> {
        let Route { template, target } = &self.routes[index];
        match template.variables.iter().map(|variable| variable.value(segments)).collect() {
            Some(values) => Found::Target(target, values),
            None => Found::NotText,
        }
    }
}

impl Node {
    /// Literals win over `*`, and `*` over `**`; where one way ends without the method, the next is tried.
    fn find(
        &self,
        segments: &[&str],
        verb: &str,
        method: &Method,
        others: &mut Vec<Method>,
    ) -> Option<usize> {
        let Some((first, later)) = segments.split_first() else {
            return ending(&self.here, verb, method, others);
        };
        let literal = decoded(first).and_then(|text| self.literals.get(text.as_ref()));
        if let Some(found) = literal.and_then(|node| node.find(later, verb, method, others)) {
            return Some(found);
        }
        if first.is_empty() {
            return None;
        }
        if let Some(found) = self.one.as_ref().and_then(|node| node.find(later, verb, method, others)) {
            return Some(found);
        }
        ending(&self.rest, verb, method, others)
    }
}

fn ending(ends: &Ends, verb: &str, method: &Method, others: &mut Vec<Method>) -> Option<usize> {
    let methods = ends.get(verb)?;
    let found = methods.iter().find(|(there, _)| there == method).map(|(_, index)| *index);
    if found.is_none() {
        others.extend(methods.iter().map(|(method, _)| method.clone()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<&'static str> {
        let mut table = Table::default();
        for (method, path, target) in [
            (Method::GET, "/v1/tasks", "list"),
            (Method::POST, "/v1/tasks", "create"),
            (Method::GET, "/v1/tasks:watch", "watch"),
            (Method::GET, "/v1/{name=tasks/*}", "get"),
            (Method::PATCH, "/v1/{task.name=tasks/*}", "update"),
            (Method::POST, "/v1/{name=tasks/*}:assign", "assign"),
            (Method::GET, "/v1/tasks/special", "special"),
            (Method::GET, "/v1/{name=files/**}", "file"),
            (Method::GET, "/v1/{name=files/*}:proof", "proof"),
        ] {
            table.add(&method, Template::parse(path).unwrap(), target).unwrap();
        }
        table
    }

    fn found(method: &Method, path: &str) -> String {
        match table().find(method, path) {
            Found::Target(target, values) => format!("{target} {}", values.join(",")).trim_end().to_owned(),
            Found::OtherMethods(methods) => format!("{methods:?}"),
            Found::NotText => "not text".into(),
            Found::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn a_path_finds_its_operation() {
        for (method, path, means) in [
            (Method::GET, "/v1/tasks", "list"),
            (Method::GET, "/v1/tasks:watch", "watch"),
            (Method::GET, "/v1/tasks/7", "get tasks/7"),
            (Method::GET, "/v1/tasks/a:b", "get tasks/a:b"),
            (Method::GET, "/v1/tasks/%E4%B8%80", "get tasks/一"),
            (Method::GET, "/v1/tasks/special", "special"),
            (Method::PATCH, "/v1/tasks/special", "update tasks/special"),
            (Method::POST, "/v1/tasks/7:assign", "assign tasks/7"),
            (Method::GET, "/v1/tasks/7:assign", "[POST]"),
            (Method::GET, "/v1/files/a/b/c", "file files/a/b/c"),
            (Method::GET, "/v1/files/a:proof", "proof files/a"),
            (Method::GET, "/v1/tasks/%ff", "not text"),
            (Method::DELETE, "/v1/tasks", "[GET, POST]"),
            (Method::GET, "/v1/tasks/", "nothing"),
            (Method::GET, "/v1/tasks/7/8", "nothing"),
            (Method::GET, "/v1/files/", "nothing"),
            (Method::GET, "/v1//tasks", "nothing"),
            (Method::POST, "/v1/tasks:unknown", "nothing"),
            (Method::GET, "*", "nothing"),
        ] {
            assert_eq!(found(&method, path), means, "{method} {path}");
        }
    }

    #[test]
    fn two_operations_never_share_a_path() {
        let again = Template::parse("/v1/{other=tasks/*}").unwrap();
        assert!(table().add(&Method::GET, again, "other").is_err());
    }
}
