/** What the skill groups are called. The server says it at the sign-in, so that it is called so everywhere. */
import type { Group } from '@esa/contract'
import { shallowReactive } from 'vue'

export const groups = shallowReactive({} as Record<Group, string>)
