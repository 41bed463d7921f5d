/** A request that somebody waits for: whether it goes on, and the sentence when it came to nothing. */
import { ref } from 'vue'
import { sentenceOf } from './sentence'
import { words } from './words.zh'

export function useAttempt(otherwise = words.failed) {
  const busy = ref(false)
  const wrong = ref('')

  async function attempt(work: () => Promise<void>): Promise<void> {
    busy.value = true
    wrong.value = ''
    try {
      await work()
    } catch (error) {
      wrong.value = sentenceOf(error, otherwise)
    } finally {
      busy.value = false
    }
  }

  return { busy, wrong, attempt }
}
