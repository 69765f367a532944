import{h as e}from"./chunk-77THSEBP.js";function h(){return e("h1",{children:"Charger"})}export{h as default};
