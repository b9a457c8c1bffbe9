//! What the calls before have left on the tabs, and the page that is shown.

/// A tab. It has a badge or a red dot: which of the two is drawn of both is not documented.
#[derive(Clone, Debug)]
pub struct Tab {
    pub text: &'static str,
    pub badge: Option<&'static str>,
    pub dot: bool,
}

/// The bar, on a page of the tab bar.
#[derive(Clone, Debug)]
pub struct TabBar {
    pub tabs: Vec<Tab>,
    pub hidden: bool,
    /// The tab whose page is shown, and how often each page was shown since the program began.
    pub current: usize,
    pub shown: Vec<u32>,
}

impl TabBar {
    /// The bar of a program that has just begun on the page of the first tab.
    pub fn begin(texts: &[&'static str]) -> Self {
        let tabs: Vec<Tab> = texts.iter().map(|text| Tab { text, badge: None, dot: false }).collect();
        Self { shown: vec![0; tabs.len()], tabs, hidden: false, current: 0 }
    }

    pub fn switch(&mut self, index: usize) {
        self.current = index;
        self.shown[index] += 1;
    }

    pub fn texts(&self) -> Vec<&'static str> {
        self.tabs.iter().map(|tab| tab.text).collect()
    }

    /// From the left.
    pub fn badges(&self) -> Vec<&'static str> {
        self.tabs.iter().filter_map(|tab| tab.badge).collect()
    }

    /// Where there is one.
    pub fn dots(&self) -> Vec<usize> {
        (0..self.tabs.len()).filter(|index| self.tabs[*index].dot).collect()
    }
}
