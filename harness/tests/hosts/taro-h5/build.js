// Bundles the application into dist/, with Taro resolved the way Taro's own H5 platform plugin resolves it.

import { cp, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

// The flags that Taro's compilers define. "production" is what users are served, and Taro behaves differently in it:
// a function that it does not support calls `fail` in development and `success` in production.
const environment = {
  NODE_ENV: 'production',
  TARO_ENV: 'h5',
  TARO_PLATFORM: 'web',
  TARO_VERSION: '4.2.1',
  FRAMEWORK: 'none',
  SUPPORT_DINGTALK_NAVIGATE: 'disabled',
}

// Parts of Taro's DOM emulation, none of which is used where there is a real DOM.
const disabled = [
  'ENABLE_ADJACENT_HTML',
  'ENABLE_CLONE_NODE',
  'ENABLE_CONTAINS',
  'ENABLE_INNER_HTML',
  'ENABLE_MUTATION_OBSERVER',
  'ENABLE_SIZE_APIS',
  'ENABLE_TEMPLATE_CONTENT',
]

await rm(path('dist'), { recursive: true, force: true })
await build({
  entryPoints: [path('src/app.js')],
  outfile: path('dist/app.js'),
  bundle: true,
  minify: true,
  logLevel: 'info',
  logOverride: { 'empty-glob': 'silent' }, // Stencil's lazy loading, which is not used.
  mainFields: ['main:h5', 'browser', 'module', 'main'],
  alias: { '@tarojs/taro': '@tarojs/plugin-platform-h5/dist/runtime/apis/index.js' },
  define: {
    'process.env': '{}',
    ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)])),
    ...Object.fromEntries(disabled.map((name) => [name, 'false'])),
  },
})
await cp(path('src/index.html'), path('dist/index.html'))
