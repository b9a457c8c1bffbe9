//! The stack of open pages, and which functions of pages a change of route calls, in which order.

use std::collections::BTreeMap;

/// A function of a page: the page's name and the function's.
pub type Hook = (&'static str, &'static str);

/// What a change of route calls.
#[derive(Debug, PartialEq)]
pub struct Change {
    /// Each list is in order; between two lists nothing is documented.
    pub orders: Vec<Vec<Hook>>,
    /// What comes last.
    pub last: Hook,
}

/// The open pages, the first one first, and how often each function of a page was called.
#[derive(Clone, Debug)]
pub struct Pages {
    stack: Vec<&'static str>,
    called: BTreeMap<Hook, u32>,
}

impl Pages {
    /// The program has just begun on this page, whose functions have been called before.
    pub fn begin(page: &'static str) -> Self {
        Self { stack: vec![page], called: BTreeMap::new() }
    }

    pub fn stack(&self) -> &[&'static str] {
        &self.stack
    }

    pub fn called(&self, hook: Hook) -> u32 {
        self.called.get(&hook).copied().unwrap_or_default()
    }

    pub fn navigate_to(&mut self, page: &'static str) -> Change {
        let left = self.stack.last().map(|top| (*top, "onHide"));
        self.open(left.into_iter().collect(), page)
    }

    pub fn redirect_to(&mut self, page: &'static str) -> Change {
        let left = self.stack.pop().map(|top| (top, "onUnload"));
        self.open(left.into_iter().collect(), page)
    }

    /// Only of the page that is shown is it documented that it is closed before the next one opens.
    pub fn relaunch(&mut self, page: &'static str) -> Change {
        let left = self.stack.pop().map(|top| (top, "onUnload"));
        for below in std::mem::take(&mut self.stack) {
            *self.called.entry((below, "onUnload")).or_default() += 1;
        }
        self.open(left.into_iter().collect(), page)
    }

    /// None where there is no page to go back to.
    pub fn navigate_back(&mut self, delta: usize) -> Option<Change> {
        let left = self.stack.len().saturating_sub(delta).max(1);
        let closed = self.stack.split_off(left);
        let shown = (*self.stack.last()?, "onShow");
        if closed.is_empty() {
            return None;
        }
        self.note(&[shown]);
        let orders: Vec<Vec<Hook>> = closed.into_iter().map(|page| vec![(page, "onUnload"), shown]).collect();
        orders.iter().for_each(|order| self.note(&order[..1]));
        Some(Change { orders, last: shown })
    }

    fn open(&mut self, left: Vec<Hook>, page: &'static str) -> Change {
        let (loaded, shown, ready) = ((page, "onLoad"), (page, "onShow"), (page, "onReady"));
        self.note(&left);
        self.note(&[loaded, shown, ready]);
        self.stack.push(page);
        let route = left.into_iter().chain([loaded, shown]).collect();
        Change { orders: vec![route, vec![shown, ready]], last: ready }
    }

    fn note(&mut self, hooks: &[Hook]) {
        hooks.iter().for_each(|hook| *self.called.entry(*hook).or_default() += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::Pages;

    #[test]
    fn going_back_closes_as_many_as_there_are() {
        let mut pages = Pages::begin("agent");
        pages.navigate_to("second");
        pages.navigate_to("third");
        assert_eq!(pages.stack(), ["agent", "second", "third"]);
        let change = pages.navigate_back(9).unwrap();
        assert_eq!(change.orders, [[("second", "onUnload"), ("agent", "onShow")], [("third", "onUnload"), ("agent", "onShow")]]);
        assert_eq!((pages.stack(), pages.called(("second", "onUnload"))), (&["agent"][..], 1));
        assert_eq!(pages.navigate_back(1), None);
    }

    #[test]
    fn a_relaunch_closes_all() {
        let mut pages = Pages::begin("agent");
        pages.navigate_to("second");
        pages.redirect_to("third");
        let change = pages.relaunch("third");
        assert_eq!(change.orders[0], [("third", "onUnload"), ("third", "onLoad"), ("third", "onShow")]);
        assert_eq!((pages.stack(), pages.called(("agent", "onUnload")), pages.called(("third", "onLoad"))), (&["third"][..], 1, 2));
    }
}
