/** Keys that work wherever the focus is. */
import { onBeforeUnmount, onMounted } from 'vue'

/** Where a key writes something. */
function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && !!target.closest('input, textarea, select, [contenteditable]')
}

/** `handle` says whether the key was meant for it; `inFields`: also while somebody writes. */
export function useKeys(handle: (event: KeyboardEvent) => boolean, inFields = false): void {
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || (!inFields && writes(event.target))) return
    if (handle(event)) event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
