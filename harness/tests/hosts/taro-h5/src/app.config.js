/** The application as Taro's `app.config.js` and page configs describe it. */
export const config = {
  router: { mode: 'hash' },
  pages: ['pages/index/index', 'pages/second/second', 'pages/tab-a/tab-a', 'pages/tab-b/tab-b'],
  window: { navigationBarTitleText: 'Taro H5' },
  tabBar: {
    list: [
      { pagePath: 'pages/tab-a/tab-a', text: 'Tab A' },
      { pagePath: 'pages/tab-b/tab-b', text: 'Tab B' },
    ],
  },
}

/** What each page shows, and its page config. */
export const pages = {
  'pages/index/index': { html: '<h1>Index</h1>', config: { navigationBarTitleText: 'Index', enablePullDownRefresh: true } },
  'pages/second/second': { html: '<h1>Second</h1><div class="tall"></div>', config: { navigationBarTitleText: 'Second' } },
  'pages/tab-a/tab-a': { html: '<h1>Tab A</h1>', config: { navigationBarTitleText: 'Tab A' } },
  'pages/tab-b/tab-b': { html: '<h1>Tab B</h1>', config: { navigationBarTitleText: 'Tab B' } },
}
