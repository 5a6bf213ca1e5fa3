import type { ReactNode } from 'react'

/** What the numbers of a page depend on, and where to read on. */
export function SiteFooter({ children }: { children?: ReactNode }) {
  return (
    <footer className="frame mt-14">
      <div className="flex flex-wrap justify-between gap-x-8 gap-y-2 border-t border-rule pt-4 pb-12 type-note">
        <div>{children ?? 'Every number is recomputable from the answers on file.'}</div>
        <div>
          <a className="link" href="/methods">
            Methods
          </a>
          {' · '}
          <a className="link" href="/reported">
            What the paper reports
          </a>
          {' · '}
          <a className="link" href="https://arxiv.org/abs/2410.04751">
            The paper behind the probes
          </a>
        </div>
      </div>
    </footer>
  )
}
