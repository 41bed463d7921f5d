/** Shows the others that somebody looks at an item, and hears of them what became of it meanwhile. */
import type { ItemDetail } from '@esa/contract'
import { onBeforeUnmount, onMounted } from 'vue'
import type { TrainerApi } from '../../net/training'

/** Who only passes by does not look at it. */
const STAYS = 1_000
/** Well before the server lets go of it, and often enough to see who else comes. */
const RENEW = 30_000

type Claims = Pick<TrainerApi, 'claim'>

export function useClaim(api: Claims, id: string, may: () => boolean, heard: (detail: ItemDetail) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let claimed = false
  let left = false

  /** Nothing depends on it: what fails is tried again at the next time. */
  async function claim(): Promise<void> {
    if (may() && !document.hidden) {
      claimed = true
      const detail = await api.claim(id, true).catch(() => null)
      if (left) return withdraw()
      if (detail) heard(detail)
    }
    timer = setTimeout(() => void claim(), RENEW)
  }

  function withdraw(): void {
    if (claimed && may()) void api.claim(id, false).catch(() => undefined)
  }

  onMounted(() => (timer = setTimeout(() => void claim(), STAYS)))
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
    withdraw()
  })
}
