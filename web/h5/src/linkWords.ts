/** Words of the code for going on in WeChat. They travel with it: most visitors never need them. */
import type { Language } from './words.zh'

interface LinkWords {
  ask: string
  title: string
  how: (minutes: number) => string
  over: string
  again: string
  failed: string
  hide: string
}

export const linkWords: Record<Language, LinkWords> = {
  'zh-CN': {
    ask: '在微信里接着问',
    title: '关联码',
    how: (minutes) => `请在微信里把这个码发给我们的公众号。${minutes} 分钟内有效，只能用一次，不要告诉别人。`,
    over: '这个码已过期。',
    again: '换一个',
    failed: '没有取到，请过一会儿再试。',
    hide: '收起',
  },
  'zh-Hant': {
    ask: '在微信裡接著問',
    title: '關聯碼',
    how: (minutes) => `請在微信裡把這個碼發給我們的公眾號。${minutes} 分鐘內有效，只能用一次，不要告訴別人。`,
    over: '這個碼已過期。',
    again: '換一個',
    failed: '沒有取到，請過一會兒再試。',
    hide: '收起',
  },
  en: {
    ask: 'Go on in WeChat',
    title: 'Code',
    how: (minutes) => `Send this code to our WeChat account. It works once, for ${minutes} minutes. Do not tell anybody.`,
    over: 'This code has expired.',
    again: 'A new one',
    failed: 'No code came. Please try again in a while.',
    hide: 'Hide',
  },
}
