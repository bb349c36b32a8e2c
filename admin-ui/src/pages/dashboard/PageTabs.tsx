import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Listed } from '@/data/dashboards/order';
import classes from './dashboard.module.css';
import { iconOf } from './page-icons';

interface Props {
  pages: readonly Listed[];
  shown: string;
  /** Kept in the address of every page, such as `?kiosk`. */
  search: string;
}

/** All pages side by side; scrolls where there is no room for all. */
export function PageTabs({ pages, shown, search }: Props) {
  const { t } = useTranslation('dashboards');
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>('[aria-current="page"]');
    // Only the bar moves; scrollIntoView would move the page as well.
    if (bar.current === null || !tab) return;
    const [room, own] = [bar.current.getBoundingClientRect(), tab.getBoundingClientRect()];
    bar.current.scrollLeft += own.left - room.left - (room.width - own.width) / 2;
  }, [shown, pages.length]);
  return (
    <nav ref={bar} className={classes.tabs} aria-label={t('pages')}>
      {pages.map(({ id, page }) => {
        const Sign = iconOf(page.icon);
        return (
          <Link
            key={id}
            to={`/pages/${id}${search}`}
            className={classes.tab}
            aria-current={id === shown ? 'page' : undefined}
            data-testid={`page-${id}`}
          >
            <Sign size={18} stroke={1.6} aria-hidden />
            {page.title || id}
          </Link>
        );
      })}
    </nav>
  );
}
