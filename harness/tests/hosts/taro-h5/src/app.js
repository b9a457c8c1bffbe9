// The entry that Taro's compiler would generate, for pages that are plain HTML instead of React or Vue components.

import '@tarojs/plugin-platform-h5/dist/runtime'
import { defineCustomElementTaroPullToRefreshCore } from '@tarojs/components/dist/components'
import { createHashHistory, createRouter, handleAppMountWithTabbar } from '@tarojs/router'
import { Current, hooks, injectPageInstance } from '@tarojs/runtime'
import Taro, * as apis from '@tarojs/taro'
import { config, pages } from './app.config.js'

// Taro's API is a module; a script from outside the bundle reaches it here.
window.Taro = { ...Taro, ...apis }

window.__taroAppConfig = config
config.routes = Object.entries(pages).map(([path, page]) => ({
  path,
  load: async (context, params) => [page, context, params],
  ...page.config,
}))

// What a framework adapter (React, Vue) does for Taro: put a page into the document and take it out again.
Current.app = {
  mount(page, id, onMounted) {
    const element = document.createElement('div')
    element.id = id
    element.className = 'taro_page'
    element.innerHTML = page.html
    document.getElementById('app').append(element)
    injectPageInstance({}, id)
    onMounted()
  },
  unmount(id, onUnmounted) {
    document.getElementById(id)?.remove()
    onUnmounted()
  },
  onLaunch() {},
  onShow() {},
  onHide() {},
  onPageNotFound() {},
}

// A page with `enablePullDownRefresh` is wrapped in the element that shows the refresh.
defineCustomElementTaroPullToRefreshCore()
hooks.tap('createPullDownComponent', (page) => ({
  ...page,
  html: `<taro-pull-to-refresh-core>${page.html}</taro-pull-to-refresh-core>`,
}))

apis.initPxTransform({ designWidth: 750 })
const history = createHashHistory({ window })
handleAppMountWithTabbar(config, history)
createRouter(history, Current.app, config, 'none')
