/** English. What each entry is for stands in words.zh.ts. */
import type { Words } from './words.zh'

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many)
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const words: Words = {
  language: 'en',

  choices: 'You can choose',
  chosen: '(chosen)',
  choicesPast: 'Choices of an earlier step',
  facts: (count) => plural(count, '1 item', `${count} items`),
  source: (name) => `Source: ${name}`,
  checked: (date) => `Checked ${date}`,
  uncertain: 'Not verified yet. Please ask the office.',
  caveat: 'Please note: ',
  rating: 'Was this answer useful?',
  useful: 'Useful',
  useless: 'Not useful',
  unhelpful: 'No help?',
  askPerson: 'Ask a person',
  step: (step, steps) => `Step ${step} of ${steps}`,
  summary: 'Please check what you wrote',
  ticket: 'Help request',
  ticketNumber: 'Number',
  ticketState: 'State: ',

  assistant: 'Enterprise services',
  close: 'Close the chat',
  large: 'Large',
  elder: 'type and high contrast',
  languageMark: 'EN',
  languages: 'Language 语言',
  answersIn: 'Please ask in Chinese. Answers come in simplified Chinese.',

  owner: {
    bot: 'Assistant',
    queue: 'Waiting for a person',
    staff: 'With a person',
  },
  ownerUnknown: 'Connecting…',
  asking: 'Asking…',
  leaveQueue: 'Stop waiting',
  leaving: 'Stopping…',

  loadFailed: 'The page did not open. Check your network and try again.',
  reload: 'Reload',

  connecting: 'Connecting. Please wait…',
  offline: 'The connection is lost. What you wrote is kept and will be sent.',
  offlineNow: 'Reconnect',
  noNetwork: 'There is no network. What you wrote is kept and will be sent.',
  engine: {
    ready: '',
    starting: 'The assistant is starting. Leave a message, or ask a person.',
    down: 'The assistant cannot answer hard questions now. Go on asking, or ask a person.',
  },

  talk: 'Chat',
  transcript: 'Messages',
  you: 'You',
  staff: 'Staff',
  system: 'System',
  typing: {
    bot: 'The assistant is writing',
    staff: 'A person is writing',
    system: 'Working',
  },
  working: 'Received. Working on it.',
  workingLong: 'This takes longer than usual. Please wait, or ask a person.',
  newMessages: (count) => plural(count, '1 new message', `${count} new messages`),
  empty: 'Opening the chat…',

  sending: 'Sending',
  waiting: 'Will be sent when the network is back',
  held: (reason) => `${reason || 'Not sent yet'}. We will try again.`,
  failed: (reason) => reason || 'Not sent',
  about: (action, state) => `${action} · ${state}`,
  retry: 'Try again',
  discard: 'Delete',
  action: {
    ask_person: 'Asking a person',
    leave_queue: 'Leaving the queue',
    rate: 'Sending your rating',
  },
  actionFailed: {
    ask_person: 'Could not ask a person',
    leave_queue: 'Could not leave the queue',
    rate: 'The rating was not sent',
  },

  suggested: 'Did you mean',
  popular: 'Often asked today',
  suggestions: (count) => (count === 1 ? '1 suggestion, press the up key' : `${count} suggestions, press the up key`),
  composer: 'Your question',
  placeholder: 'Ask in Chinese',
  send: 'Send',
  left: (count) => plural(count, '1 character left', `${count} characters left`),
  over: (count, most) => `At most ${most} characters, ${count} too many. Please send it in parts.`,

  today: (clock) => `Today ${clock}`,
  yesterday: (clock) => `Yesterday ${clock}`,
  date: (month, day, clock) => `${day} ${MONTHS[month - 1]}, ${clock}`,
  dateWithYear: (year, month, day, clock) => `${day} ${MONTHS[month - 1]} ${year}, ${clock}`,
}
