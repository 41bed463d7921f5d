/** What is due, the newest first; it stays until somebody has seen to it. */
import { ref, type Ref } from 'vue'
import { alarm } from '../alarm'

/** Reminders beyond that say nothing that the first ones do not. */
const MOST = 4

export interface Alert {
  readonly id: number
  readonly conversation: string
  readonly text: string
}

export function useAlerts() {
  const alerts: Ref<readonly Alert[]> = ref([])
  let count = 0

  const without = (conversation: string) => alerts.value.filter((alert) => alert.conversation !== conversation)

  /** The last one of a conversation counts. */
  function add(conversation: string, text: string): void {
    alerts.value = [{ id: ++count, conversation, text }, ...without(conversation)].slice(0, MOST)
    alarm(text)
  }

  function dismiss(conversation: string): void {
    alerts.value = without(conversation)
  }

  return { alerts, add, dismiss }
}
