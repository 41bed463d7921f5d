/**
 * Scrolling that respects the reader: at the end new messages come into view, but a long answer
 * starts at its first line; scrolled up, nothing moves and a pill counts what arrived.
 */
import { nextTick, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const NEAR_END = 48
const MARGIN = 12

export function useFollow(scroller: Ref<HTMLElement | null>) {
  const unseen = ref(0)
  let atEnd = true
  let firstUnseen: number | null = null
  let observer: ResizeObserver | undefined

  const end = (box: HTMLElement) => box.scrollHeight - box.clientHeight

  function forget(): void {
    unseen.value = 0
    firstUnseen = null
  }

  function onScroll(): void {
    const box = scroller.value
    if (!box) return
    atEnd = end(box) - box.scrollTop <= NEAR_END
    if (atEnd) forget()
  }

  async function toEnd(): Promise<void> {
    await nextTick()
    const box = scroller.value
    if (!box) return
    box.scrollTop = end(box)
    atEnd = true
    forget()
  }

  /** Not past the beginning of this message. */
  function showFrom(box: HTMLElement, seq: number): void {
    const row = box.querySelector<HTMLElement>(`[data-seq="${seq}"]`)
    const top = row ? row.offsetTop - MARGIN : end(box)
    box.scrollTop = Math.min(end(box), Math.max(0, top))
    onScroll()
  }

  /** `first` is the first of `count` new messages from others; null when only the room changed. */
  async function arrived(first: number | null, count: number): Promise<void> {
    const follow = atEnd
    await nextTick()
    const box = scroller.value
    if (!box) return
    if (follow && first === null) box.scrollTop = end(box)
    else if (follow && first !== null) showFrom(box, first)
    else if (first !== null) {
      unseen.value += count
      firstUnseen ??= first
    }
  }

  function toUnseen(): void {
    const box = scroller.value
    if (!box) return
    const seq = firstUnseen
    forget()
    if (seq === null) box.scrollTop = end(box)
    else showFrom(box, seq)
    box.focus({ preventScroll: true })
  }

  onMounted(() => {
    if (!scroller.value || typeof ResizeObserver === 'undefined') return
    // The keyboard or the panel changed our height: the end stays the end. Content that unfolds does
    // not move anything, therefore only the box itself is watched.
    observer = new ResizeObserver(() => {
      const box = scroller.value
      if (box && atEnd) box.scrollTop = end(box)
    })
    observer.observe(scroller.value)
  })
  onBeforeUnmount(() => observer?.disconnect())

  return { unseen, onScroll, toEnd, arrived, toUnseen }
}
