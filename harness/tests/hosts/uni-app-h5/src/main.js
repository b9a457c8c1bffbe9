import { createSSRApp } from 'vue'
import App from './App.vue'

/** uni-app imports this function by name; it also makes `uni` a global. */
export function createApp() {
  return { app: createSSRApp(App) }
}
