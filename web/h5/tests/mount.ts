/** Mounts a component into the document and takes it away after the test. */
import { CHAT_WORDS } from '@esa/chat'
import { afterEach } from 'vitest'
import { createApp, type App, type Component } from 'vue'
import { words } from '../src/words'

const apps: App[] = []

afterEach(() => {
  apps.splice(0).forEach((app) => app.unmount())
  document.body.innerHTML = ''
})

export function mount(component: Component, props: Record<string, unknown>): HTMLElement {
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp(component, props)
  app.provide(CHAT_WORDS, words).mount(place)
  apps.push(app)
  return place
}

export function find<T extends HTMLElement = HTMLElement>(place: HTMLElement, selector: string): T {
  const found = place.querySelector<T>(selector)
  if (!found) throw new Error(`nothing matches ${selector}`)
  return found
}
