/** Keys that work wherever the focus is. */
import { onBeforeUnmount, onMounted } from 'vue'

export interface Keys {
  /** To the conversation so many places further. */
  step(by: 1 | -1): void
  help(): void
}

/** Where a key writes something. */
function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && !!target.closest('input, textarea, select, [contenteditable]')
}

export function useKeys(keys: Keys): void {
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing) return
    if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      keys.step(event.key === 'ArrowDown' ? 1 : -1)
    } else if ((event.key === '?' || event.key === '？') && !writes(event.target)) {
      event.preventDefault()
      keys.help()
    }
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
