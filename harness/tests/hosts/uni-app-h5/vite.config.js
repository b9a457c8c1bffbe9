import { defineConfig } from 'vite'
import plugin from '@dcloudio/vite-plugin-uni'

// The plugin is CommonJS: as an ES module its function is one level down.
const uni = plugin.default ?? plugin

// Outside CI, each build of uni-app reports itself to its makers and asks for updates.
process.env.CI ??= 'true'

// With tree shaking off, uni-app adds a third party's face recognition script to the document. It is taken out again,
// so that what a run sees comes from this folder alone.
const withoutRemoteScripts = {
  name: 'without-remote-scripts',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace(/<script src="https:[^>]*><\/script>/g, ''),
  },
}

export default defineConfig({ plugins: [uni(), withoutRemoteScripts] })
