import backups from './backups.json';
import bluetooth from './bluetooth.json';
import broker from './broker.json';
import bus from './bus.json';
import clients from './clients.json';
import dashboardEdit from './dashboard-edit.json';
import form from './form.json';
import frames from './frames.json';
import instance from './instance.json';
import letters from './letters.json';
import nodeRed from './node-red.json';
import routeEdit from './route-edit.json';
import routes from './routes.json';
import settings from './settings.json';
import symbols from './symbols.json';
import topics from './topics.json';
import upkeep from './upkeep.json';

/** What the other pages say; fetched with the first of them. */
export default {
  backups,
  bluetooth,
  broker,
  bus,
  clients,
  'dashboard-edit': dashboardEdit,
  form,
  frames,
  instance,
  letters,
  'node-red': nodeRed,
  'route-edit': routeEdit,
  routes,
  settings,
  symbols,
  topics,
  upkeep,
};
