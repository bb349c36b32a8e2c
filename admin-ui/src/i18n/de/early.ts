import alarms from './alarms.json';
import auth from './auth.json';
import batteries from './batteries.json';
import common from './common.json';
import dashboards from './dashboards.json';
import frame from './frame.json';
import hints from './hints.json';
import instances from './instances.json';
import jobs from './jobs.json';
import panic from './panic.json';
import points from './points.json';
import reasons from './reasons.json';

/** What the frame, the login and the dashboards say. */
export default {
  alarms,
  auth,
  batteries,
  common,
  dashboards,
  frame,
  hints,
  instances,
  jobs,
  panic,
  points,
  reasons,
};
