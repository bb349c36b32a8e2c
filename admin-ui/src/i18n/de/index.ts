import alarms from './alarms.json';
import auth from './auth.json';
import backups from './backups.json';
import batteries from './batteries.json';
import bluetooth from './bluetooth.json';
import bus from './bus.json';
import clients from './clients.json';
import common from './common.json';
import form from './form.json';
import frame from './frame.json';
import frames from './frames.json';
import hints from './hints.json';
import instance from './instance.json';
import instances from './instances.json';
import panic from './panic.json';
import points from './points.json';
import reasons from './reasons.json';
import routeEdit from './route-edit.json';
import routes from './routes.json';
import symbols from './symbols.json';
import upkeep from './upkeep.json';

export default {
  alarms,
  auth,
  backups,
  batteries,
  bluetooth,
  bus,
  clients,
  common,
  form,
  frame,
  frames,
  hints,
  instance,
  instances,
  panic,
  points,
  reasons,
  'route-edit': routeEdit,
  routes,
  symbols,
  upkeep,
};
