import { Help } from './help'

/** A word that qualifies a number, with its reason one tap away. */
export function Tag({ word, reason }: { word: string; reason: string }) {
  return (
    <span className="text-[12px] text-ink2">
      <Help term={word}>{reason}</Help>
    </span>
  )
}
