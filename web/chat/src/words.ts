/** The words the message components need. The page that shows them decides the language. */
import { inject, type InjectionKey } from 'vue'

export interface ChatWords {
  /** Before the buttons, for screen readers. */
  choices: string
  chosen: string
  choicesPast: string
  facts: (count: number) => string
  source: (name: string) => string
  checked: (date: string) => string
  uncertain: string
  caveat: string
  rating: string
  useful: string
  useless: string
  /** Before the way to a person. */
  unhelpful: string
  askPerson: string
  step: (step: number, steps: number) => string
  summary: string
  ticket: string
  ticketNumber: string
  ticketState: string
  /** A picture that opens when it is pressed. */
  picture: (name: string) => string
  fileSave: string
  fileAgain: string
}

export const CHAT_WORDS: InjectionKey<ChatWords> = Symbol('chat words')

/** Whoever mounts these components provides them. */
export const useChatWords = (): ChatWords => inject(CHAT_WORDS)!
