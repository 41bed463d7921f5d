/** What the server has to say about a change, asked while it is being written. */
import type { ExampleCheck, FindingOut } from '@esa/contract'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useSession } from '../../stores/session'
import { words } from '../../words.zh'
import { sentenceOf } from '../../sentence'

const PAUSE = 400

/** `change`: null while there is nothing to ask about. */
export function useCheck(change: () => ExampleCheck | null) {
  const session = useSession()
  const findings = shallowRef<readonly FindingOut[]>([])
  const failed = ref('')
  const running = ref(false)
  const confirmed = ref(false)
  const wanted = computed(() => JSON.stringify(change()))
  /** The change that the findings are about. */
  const checked = ref('null')
  let asking = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** The findings are about the change as it is now. */
  const settled = computed(() => checked.value === wanted.value && wanted.value !== 'null')
  const errors = computed(() => findings.value.filter(({ level }) => level === 'error'))
  const warnings = computed(() => findings.value.filter(({ level }) => level === 'warning'))

  /** Who agreed to other warnings has not agreed to these. */
  function take(found: readonly FindingOut[]): void {
    if (JSON.stringify(found) !== JSON.stringify(findings.value)) confirmed.value = false
    findings.value = found
  }

  async function run(): Promise<void> {
    clearTimeout(timer)
    const mine = ++asking
    const about = wanted.value
    const asked = change()
    running.value = asked !== null
    failed.value = ''
    if (!asked) take([])
    try {
      const found = asked ? (await session.training.checkExample(asked)).findings : []
      if (mine !== asking) return
      take(found)
      checked.value = about
    } catch (error) {
      if (mine === asking) failed.value = sentenceOf(error, words.training.examples.notChecked)
    } finally {
      if (mine === asking) running.value = false
    }
  }

  /** Whether the change as it is now may be stored. */
  async function passes(): Promise<boolean> {
    if (!settled.value) await run()
    return settled.value && !errors.value.length && (!warnings.value.length || confirmed.value)
  }

  watch(
    wanted,
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void run(), PAUSE)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return { findings, errors, warnings, failed, running, confirmed, settled, run, passes }
}
