import { Button, Collapse } from '@mantine/core';
import { IconArrowsExchange, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './orders.module.css';
import { OrderPanel } from './OrderPanel';

/** Above a point's fields: what lies at its address right now, in every type and order. */
export function OrderHelper({ pointer }: { pointer: string }) {
  const { t } = useTranslation('bus');
  const [open, setOpen] = useState(false);
  const Sign = open ? IconChevronDown : IconArrowsExchange;
  return (
    <div className={classes.helper}>
      <Button
        variant="default"
        size="xs"
        leftSection={<Sign size={16} aria-hidden />}
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        data-testid="orders-open"
      >
        {t(open ? 'orders.close' : 'orders.open')}
      </Button>
      <Collapse expanded={open} transitionDuration={0}>
        {open ? <OrderPanel pointer={pointer} /> : null}
      </Collapse>
    </div>
  );
}
