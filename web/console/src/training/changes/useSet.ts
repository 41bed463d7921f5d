/** One change set, read again while Rasa looks at it, and the steps that move it on. */
import type { SetDetail } from '@esa/contract'
import { ApiRefused } from '@esa/net/http'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useNow } from '../../clock'
import { useDesk } from '../../desk/useDesk'
import { useSession } from '../../stores/session'
import { words } from '../../words.zh'
import { sentenceOf } from '../../sentence'

const POLL = 2_500
/** Whoever said so long ago that it runs has died, and may be asked again: the server thinks so too. */
const OLD = 15 * 60_000

export function useSet(id: string, onMoved: () => void) {
  const desk = useDesk()
  const now = useNow()
  const { training } = useSession()
  const detail = shallowRef<SetDetail | null>(null)
  const failed = ref('')
  const busy = ref(false)
  /** Of two answers that overtake each other the later question counts. */
  let asking = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  const running = computed(() => {
    const validation = detail.value?.set.validation
    return validation?.state === 'running' && now.value - Date.parse(validation.at) < OLD
  })

  function take(found: SetDetail): void {
    detail.value = found
    clearTimeout(timer)
    if (running.value && !gone) timer = setTimeout(() => void poll(), POLL)
  }

  async function load(): Promise<void> {
    const mine = ++asking
    try {
      const found = await training.set(id)
      if (mine !== asking) return
      failed.value = ''
      take(found)
    } catch (error) {
      if (mine === asking) failed.value = sentenceOf(error)
    }
  }

  /** What fails once is asked for again: nobody waits in front of it. */
  async function poll(): Promise<void> {
    const mine = ++asking
    const found = await training.set(id).catch(() => detail.value)
    if (mine === asking && found) take(found)
  }

  /** Throws what the server said; what somebody else has made of the set meanwhile is shown. */
  async function step(work: Promise<SetDetail>, done: string): Promise<void> {
    const mine = ++asking
    busy.value = true
    try {
      const found = await work
      if (mine === asking) take(found)
      failed.value = ''
      desk.say(done)
      onMoved()
    } catch (error) {
      if (error instanceof ApiRefused) {
        await poll()
        onMoved()
      }
      throw error
    } finally {
      busy.value = false
    }
  }

  /** The same for what needs no dialog. */
  async function act(work: Promise<SetDetail>, done: string): Promise<void> {
    await step(work, done).catch((error: unknown) => (failed.value = sentenceOf(error, words.training.changes.failed)))
  }

  onScopeDispose(() => {
    gone = true
    clearTimeout(timer)
  })
  void load()
  return { detail, failed, busy, running, load, step, act }
}
