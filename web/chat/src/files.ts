/** How message components get the bytes of a file: only the page that shows them may ask for it. */
import { inject, type InjectionKey } from 'vue'

/** Rejects when the file does not come. */
export type OpenFile = (file: string) => Promise<Blob>

export const OPEN_FILE: InjectionKey<OpenFile> = Symbol('open file')

export const useOpenFile = (): OpenFile => inject(OPEN_FILE)!
