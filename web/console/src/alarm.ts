/** A short sound, and a notification of the desktop where it was allowed. */
import { words } from './words.zh'

let audio: AudioContext | undefined

/** Two tones, made here: no file travels. A browser that wants a press first stays silent until then. */
function beep(): void {
  try {
    audio ??= new AudioContext()
    void audio.resume()
    const gain = audio.createGain()
    gain.connect(audio.destination)
    gain.gain.setValueAtTime(0.12, audio.currentTime)
    gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35)
    for (const [pitch, from] of [[880, 0], [1175, 0.12]] as const) {
      const tone = audio.createOscillator()
      tone.frequency.value = pitch
      tone.connect(gain)
      tone.start(audio.currentTime + from)
      tone.stop(audio.currentTime + 0.35)
    }
  } catch {
    // No sound on this machine: the line on the screen stays.
  }
}

export type Permission = NotificationPermission | 'missing'

export const permission = (): Permission => (typeof Notification === 'undefined' ? 'missing' : Notification.permission)

export async function askPermission(): Promise<Permission> {
  return permission() === 'missing' ? 'missing' : Notification.requestPermission()
}

export function alarm(text: string): void {
  beep()
  if (permission() !== 'granted' || !document.hidden) return
  // One at a time: the last says enough to come back.
  const shown = new Notification(words.product, { body: text, tag: 'desk' })
  shown.onclick = () => window.focus()
}
