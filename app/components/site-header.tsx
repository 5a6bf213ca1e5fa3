import { ThemeSwitch } from '../theme/theme-switch'
import { BrandMark } from './brand-mark'

export type SitePage = 'leaderboard' | 'methods' | 'submit'

const pages = [
  { id: 'leaderboard', title: 'Leaderboard', href: '/' },
  { id: 'methods', title: 'Methods', href: '/methods' },
] as const

/** Plain links: a page that reloads itself is left for good when one of them is followed. */
export function SiteHeader({ page }: { page: SitePage | null }) {
  return (
    <header className="border-b border-rule">
      <div className="frame flex h-12 items-stretch gap-5 tablet:h-13 tablet:gap-7">
        <a className="flex items-center gap-2.5" href="/">
          <BrandMark />
          <span className="font-serif text-[17px] font-[650] tracking-[-0.01em] tablet:text-[19px]">
            Parallax
          </span>
        </a>
        <nav aria-label="Pages" className="flex items-stretch gap-5">
          {pages.map(({ id, title, href }) => (
            <a
              aria-current={id === page ? 'page' : undefined}
              className={`nav-link ${id === 'leaderboard' ? 'max-tablet:hidden' : ''}`}
              href={href}
              key={id}
            >
              {title}
            </a>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <ThemeSwitch />
          <a
            aria-current={page === 'submit' ? 'page' : undefined}
            className={`button max-tablet:h-9 ${page === 'submit' ? 'button-primary' : 'button-outline'}`}
            href="/submit"
          >
            Submit
          </a>
        </div>
      </div>
    </header>
  )
}
