/** The keys with which the inbox is gone through without a mouse. */
import type { Store } from '@esa/net/storage'
import { computed, ref } from 'vue'
import { useKeys } from '../../desk/useKeys'

interface Ways {
  step: (by: number) => unknown
  undo: () => unknown
  /** Whether the key was meant for the item. */
  key: (pressed: string) => boolean
}

const STEPS: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }
const NAME = 'inbox.keys'
const single = ref(true)

/** Who dictates, or strikes keys by accident, can do without single keys. */
export function useSingleKeys(store: Store) {
  single.value = store.get(NAME) !== 'off'
  return computed({
    get: () => single.value,
    set: (on: boolean) => {
      single.value = on
      store.set(NAME, on ? 'on' : 'off')
    },
  })
}

const within = (target: Element | null, selector: string) => !!target?.closest(selector)

export function useInboxKeys({ step, undo, key }: Ways, store: Store): void {
  const allowed = useSingleKeys(store)

  function handle(event: KeyboardEvent): boolean {
    const target = event.target instanceof Element ? event.target : null
    const { ctrlKey, metaKey, altKey } = event
    if (within(target, '[role="dialog"]')) return false
    if (event.key === 'Enter') return enters(target, ctrlKey || metaKey) && key('Enter')
    if (event.defaultPrevented || ctrlKey || metaKey || altKey) return false
    if (within(target, 'input:not([type="radio"], [type="checkbox"]), textarea, select')) return escapes(event, target)
    return event.key.length === 1 ? allowed.value && letter(event) : arrow(event, target)
  }

  function letter(event: KeyboardEvent): boolean {
    const pressed = event.key.toLowerCase()
    if (pressed in STEPS) void step(STEPS[pressed]!)
    else if (event.repeat) return false
    else if (pressed === 'u') void undo()
    else return key(pressed)
    return true
  }

  /** Arrows scroll where one can scroll, and choose where there is something to choose. */
  function arrow(event: KeyboardEvent, target: Element | null): boolean {
    const by = STEPS[event.key]
    if (!by || (target !== document.body && !within(target, '.inbox-list .case'))) return false
    void step(by)
    return true
  }

  useKeys(handle, true)
}

/** A button that has the focus is pressed by Enter; the row that one is at is no reason not to save. */
function enters(target: Element | null, surely: boolean): boolean {
  if (surely || target === document.body || within(target, '.inbox-row[aria-current="true"]')) return true
  return within(target, '.marked textarea')
}

/** From where one writes back to where keys go from sentence to sentence. */
function escapes({ key }: KeyboardEvent, target: Element | null): boolean {
  if (key !== 'Escape') return false
  ;(target as HTMLElement).blur()
  return true
}
