import early from './early';
import late from './late';

export default { ...early, ...late };
