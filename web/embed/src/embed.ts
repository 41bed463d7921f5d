/**
 * <script src="https://chat.example/embed.js" data-title="…" data-color="#1d4ed8"
 *         data-position="right" data-greeting="…" data-site="…" async></script>
 */
import { readOptions } from './options'
import { mount } from './widget'

const script = document.currentScript
if (script instanceof HTMLScriptElement) {
  const options = readOptions(script)
  // An async script in the head may run before there is a body.
  if (document.body) mount(options)
  else addEventListener('DOMContentLoaded', () => mount(options))
}
