import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';

/** To the page where a route is made. */
export function AddRoute({ label }: { label: string }) {
  return (
    <Button component={Link} to="/routes/new" leftSection={<IconPlus size={18} />} data-testid="add-route">
      {label}
    </Button>
  );
}
